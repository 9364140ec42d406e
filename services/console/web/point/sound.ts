/** Shortest time that a block is played for, by repetition, seconds: less is a click. */
const LEAST_SECONDS = 3;
/** What browsers take as it is, Hz (Web Audio, §1.4). */
const RATES = [3000, 768_000] as const;
const FADE_SECONDS = 0.02;

/** Plays a waveform as sound, as loud as it gets without clipping. Returns how to stop it. `onEnd` is called when it has ended by itself. */
export function playSound(
  samples: readonly number[],
  sampleRate: number,
  onEnd: () => void,
): () => void {
  const context = new AudioContext();
  const rate = Math.min(Math.max(sampleRate, RATES[0]), RATES[1]);
  const times = Math.max(1, Math.ceil((LEAST_SECONDS * rate) / samples.length));
  const buffer = context.createBuffer(1, samples.length * times, rate);
  const data = normalised(samples, rate);
  for (let k = 0; k < times; k++) buffer.copyToChannel(data, 0, k * samples.length);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(context.destination);
  source.onended = () => {
    void context.close();
    onEnd();
  };
  source.start();
  return () => source.stop();
}

/** Without its mean, at nine tenths of full scale, its ends faded so that repetition does not click. */
function normalised(samples: readonly number[], rate: number): Float32Array<ArrayBuffer> {
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0) || 1;
  const fade = Math.min(Math.round(FADE_SECONDS * rate), Math.floor(samples.length / 2));
  return Float32Array.from(samples, (value, k) => {
    const edge = Math.min(k, samples.length - 1 - k);
    return (0.9 * Math.min(1, edge / fade) * (value - mean)) / peak;
  });
}
