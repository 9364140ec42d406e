#!/bin/sh
# Makes Mosquitto's password and access files from the environment, then becomes Mosquitto. Without a login it does not start.
set -eu
: "${RACEWAY_SENSOR_USER:?}" "${RACEWAY_SENSOR_PASSWORD:?}" "${RACEWAY_MQTT_USER:?}" "${RACEWAY_MQTT_PASSWORD:?}"
umask 077
mkdir -p /tmp/mosquitto/conf.d
printf '%s:%s\n' "$RACEWAY_SENSOR_USER" "$RACEWAY_SENSOR_PASSWORD" "$RACEWAY_MQTT_USER" "$RACEWAY_MQTT_PASSWORD" >/tmp/mosquitto/passwords
mosquitto_passwd -U /tmp/mosquitto/passwords
# A sensor may publish measurements and its own status, and read nothing.
cat >/tmp/mosquitto/acl <<ACL
user $RACEWAY_SENSOR_USER
topic write raceway/v1/waveform/#
topic write raceway/v1/reading/#
topic write raceway/v1/status/#
user $RACEWAY_MQTT_USER
topic readwrite raceway/v1/#
ACL
if [ "${MOSQUITTO_TLS:-}" = true ]; then
  # Copied, so that Mosquitto can read the key that only root may read outside.
  for file in server.crt server.key; do
    [ -r "/certificates/$file" ] || { echo "/certificates/$file is missing or unreadable: MOSQUITTO_CERTIFICATES in .env names the folder" >&2; exit 1; }
    cp "/certificates/$file" /tmp/mosquitto/
  done
  cat >/tmp/mosquitto/conf.d/tls.conf <<TLS
listener 8883
certfile /tmp/mosquitto/server.crt
keyfile /tmp/mosquitto/server.key
tls_version tlsv1.2
TLS
  # With the plant's own authority at hand, sensors show certificates; their common name is their user name.
  if [ -r /certificates/ca.crt ]; then
    cp /certificates/ca.crt /tmp/mosquitto/
    printf 'cafile /tmp/mosquitto/ca.crt\nrequire_certificate true\n' >>/tmp/mosquitto/conf.d/tls.conf
  fi
fi
# Started by root, Mosquitto becomes the user mosquitto, who must read both and write its data.
[ "$(id -u)" != 0 ] || chown -R mosquitto /tmp/mosquitto /mosquitto/data
exec mosquitto -c /mosquitto/config/mosquitto.conf
