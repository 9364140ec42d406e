/*
 * What calls a person who does not look at the page: how many alarms wait, in the tab's title, and a tone when there are more. Each can be switched off in this
 * browser; the tone begins switched off, since a control room has enough of them.
 */

const BADGE_KEY = "raceway.badge";
const SOUND_KEY = "raceway.sound";
/** Two short tones, Hz, one after the other; seconds each. */
const TONES = [660, 880];
const TONE_SECONDS = 0.18;
const LOUDNESS = 0.2;

let audio: AudioContext | undefined;
let known: number | undefined;

export function hasBadge(): boolean {
  return localStorage.getItem(BADGE_KEY) !== "off";
}

export function setBadge(on: boolean): void {
  localStorage.setItem(BADGE_KEY, on ? "on" : "off");
}

export function hasSound(): boolean {
  return localStorage.getItem(SOUND_KEY) === "on";
}

/** Switching it on lets it be heard; browsers let no page sound before somebody has touched it. */
export function setSound(on: boolean): void {
  localStorage.setItem(SOUND_KEY, on ? "on" : "off");
  if (on) sound();
}

/** The tab's title, with how many alarms wait for somebody. */
export function titleOf(plant: string, waiting: number): string {
  return hasBadge() && waiting > 0 ? `(${waiting}) Raceway: ${plant}` : `Raceway: ${plant}`;
}

/** Sounds when more alarms wait than when it was last told; the first number is what was found. */
export function heed(waiting: number): void {
  if (known !== undefined && waiting > known && hasSound()) sound();
  known = waiting;
}

function sound(): void {
  audio ??= new AudioContext();
  void audio.resume();
  const volume = audio.createGain();
  volume.gain.value = LOUDNESS;
  volume.connect(audio.destination);
  for (const [k, pitch] of TONES.entries()) {
    const tone = audio.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(volume);
    tone.start(audio.currentTime + k * TONE_SECONDS);
    tone.stop(audio.currentTime + (k + 1) * TONE_SECONDS);
  }
}
