#!/bin/sh
# Makes Mosquitto's password and access files from the environment, then becomes Mosquitto. Without a login it does not start.
set -eu
: "${RACEWAY_SENSOR_USER:?}" "${RACEWAY_SENSOR_PASSWORD:?}" "${RACEWAY_MQTT_USER:?}" "${RACEWAY_MQTT_PASSWORD:?}"
umask 077
mkdir -p /tmp/mosquitto
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
# Started by root, Mosquitto becomes the user mosquitto, who must read both and write its data.
[ "$(id -u)" != 0 ] || chown -R mosquitto /tmp/mosquitto /mosquitto/data
exec mosquitto -c /mosquitto/config/mosquitto.conf
