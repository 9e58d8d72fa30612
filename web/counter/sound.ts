// A short chime when orders arrive, for a barista who looks at the milk; off until somebody wants it.
import { changed } from "../draw";

export class Sound {
  on = false;
  private audio: AudioContext | undefined;

  /** In answer to a tap: only then does a browser let a page make itself heard. */
  turn(): void {
    this.on = !this.on;
    this.audio ??= new AudioContext();
    this.ring();
    changed();
  }

  ring(): void {
    if (!this.on || !this.audio) return;
    const { currentTime: now, destination } = this.audio;
    for (const [at, frequency] of [
      [0, 660],
      [0.18, 880],
    ] as const) {
      const tone = new OscillatorNode(this.audio, { frequency });
      const volume = new GainNode(this.audio, { gain: 0 });
      volume.gain.setValueAtTime(0.2, now + at);
      volume.gain.exponentialRampToValueAtTime(0.001, now + at + 0.4);
      tone.connect(volume).connect(destination);
      tone.start(now + at);
      tone.stop(now + at + 0.4);
    }
  }
}
