import { normalizeText } from './normalize-text.js';

/** A piece of text and the logarithm of its probability, as SentencePiece trains them. */
export type Piece = readonly [piece: string, score: number];

/** SentencePiece's sign for the space before a word. */
const SPACE = '\u2581';
/** How much less likely than the least likely piece an unknown character is. SentencePiece, `src/unigram_model.cc`, kUnkPenalty. */
const UNKNOWN_PENALTY = 10;
const UNKNOWN = 0;

/**
 * Cuts texts into the most likely pieces of a vocabulary: the unigram tokenizer of SentencePiece. Characters that no piece has
 * are unknown, and several in a row are one.
 *
 * @param pieces by id; 0 is the unknown one. Of a piece that is there twice, the likelier counts
 * @param reserved how many of the first no text is ever cut into: unknown, control signs
 * @returns from a text to ids; none for a text without words
 * @see Kudo, "Subword Regularization", ACL 2018
 * @example
 * unigramTokenizer(vocabulary, 6)('Hello, how are you?'); // [341, 4125, 8, 140, 31, 19, 54]
 */
export function unigramTokenizer(pieces: readonly Piece[], reserved: number): (text: string) => number[] {
  const known = new Map<string, Candidate>();
  let longest = 1;
  let least = 0;
  for (const [id, [piece, score]] of pieces.entries()) {
    if (id < reserved || (known.get(piece)?.score ?? -Infinity) >= score) continue;
    known.set(piece, { id, score });
    longest = Math.max(longest, [...piece].length);
    least = Math.min(least, score);
  }
  const unknown: Candidate = { id: UNKNOWN, score: least - UNKNOWN_PENALTY };

  return (text) => {
    const words = normalizeText(text);
    if (words === '') return [];
    const characters = [...(SPACE + words.replaceAll(' ', SPACE))];
    return readBack(findBest(characters, known, longest, unknown));
  };
}

interface Candidate {
  readonly id: number;
  readonly score: number;
}

/** The best way to a place: its score, and the last piece on it. */
interface Arrival extends Candidate {
  readonly from: number;
}

/** Viterbi's algorithm: for each place between two characters, the likeliest pieces up to it. */
function findBest(
  characters: readonly string[],
  known: ReadonlyMap<string, Candidate>,
  longest: number,
  unknown: Candidate,
): readonly (Arrival | undefined)[] {
  const best: (Arrival | undefined)[] = [{ id: UNKNOWN, score: 0, from: 0 }];
  for (let from = 0; from < characters.length; from++) {
    const sofar = best[from]?.score ?? 0;
    const offer = (to: number, { id, score }: Candidate): void => {
      if (sofar + score > (best[to]?.score ?? -Infinity)) best[to] = { id, score: sofar + score, from };
    };
    let piece = '';
    for (let to = from + 1; to <= Math.min(from + longest, characters.length); to++) {
      piece += characters[to - 1];
      const found = known.get(piece);
      if (found) offer(to, found);
      else if (to === from + 1) offer(to, unknown);
    }
  }
  return best;
}

function readBack(best: readonly (Arrival | undefined)[]): number[] {
  const ids: number[] = [];
  for (let at = best.length - 1; at > 0;) {
    const { id, from } = best[at] ?? { id: UNKNOWN, from: at - 1 };
    if (id !== UNKNOWN || ids.at(-1) !== UNKNOWN) ids.push(id);
    at = from;
  }
  return ids.reverse();
}
