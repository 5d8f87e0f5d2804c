import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { splits, type Dataset, type Example, type Split } from '@graftjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { delimitedText } from './delimited-text.js';
import { parseDelimitedText, type DelimitedTextOptions } from './parse-delimited-text.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (text: string, options: Partial<DelimitedTextOptions> = {}, file = 'messages.csv') =>
  parseDelimitedText(bytes(text), file, { text: 'text', label: 'label', ...options });
const table = (count: number, of = ['ham', 'spam']) =>
  ['label,text', ...Array.from({ length: count }, (_, i) => `${of[i % of.length]},message ${i}`)].join('\n');

async function list(data: Dataset<string>, split: Split): Promise<Example<string>[]> {
  const examples = [];
  for await (const example of data.examples(split)) examples.push(example);
  return examples;
}
async function all(data: Dataset<string>) {
  return (await Promise.all(splits.map((split) => list(data, split)))).flat();
}
const refusal = (code: string, message: string) => expect.objectContaining({ code, message }) as Error;

describe('columns', () => {
  it('are found by name, in any order, quotes and ends of line among the text', async () => {
    const text = '\ufefflabel,"text"\r\nspam,"call, ""now""\r\nor never"\r\nham,hello\r\n\r\nham,bye\r\nspam,win\r\n';
    const data = parse(text, { validation: 0, test: 0 });
    expect([data.name, data.modality, data.task]).toEqual(['messages', 'text', { kind: 'classification', labels: ['ham', 'spam'] }]); // prettier-ignore
    const rows = await list(data, 'train');
    expect(rows.map(({ id, input, target }) => [id, input, target])).toEqual([
      ['row 2', 'call, "now"\r\nor never', 1],
      ['row 3', 'hello', 0],
      ['row 5', 'bye', 0],
      ['row 6', 'win', 1],
    ]);
  });

  it('are found by number, without a header, and quotes are text where tabs divide', async () => {
    const data = parse('ham\t"so" he said\nspam\t"win', { text: 2, label: 1, validation: 0, test: 0 }, 'a.tsv');
    expect((await list(data, 'train')).map(({ input }) => input)).toEqual(['"so" he said', '"win']);
  });

  it('may be numbered below a header, and divided by what is said', async () => {
    const data = parse('a|b\nx|1\ny|2', { text: 1, label: 2, header: true, delimiter: '|', validation: 0, test: 0 });
    expect((await list(data, 'train')).map(({ id, input }) => [id, input])).toEqual([['row 2', 'x'], ['row 3', 'y']]); // prettier-ignore
  });

  it.each<[string, Partial<DelimitedTextOptions>, string, string, string?]>([
    ['label,text\nham,a\nspam,b', { text: 'txt' }, 'unknown-column', 'No column "txt" in the first row of messages.csv. Nearest: text, label. If that row is no header, give columns by number, from 1.'],
    ['ham,a\nspam,b', { text: 3, label: 1 }, 'unknown-column', 'No column 3 in messages.csv: it has columns 1 to 2.'],
    ['text,text,label\na,b,ham', {}, 'ambiguous-column', 'Two columns of messages.csv are called "text". Give it by number, from 1.'],
    ['ham,a\nspam,b', { text: 1, label: 1 }, 'same-column', 'Texts and labels are two columns, and text: 1 and label: 1 are the same one of messages.csv. Name the other for one of them.'],
    [Array.from({ length: 20 }, (_, at) => `${at % 2 === 0 ? 'ham' : 'spam'},message ${at}`).join('\n'), { text: 1, label: 2 }, 'swapped-columns', 'The 20 rows of messages.csv have 2 different texts (text: 1) and 20 different labels (label: 2). Are the two columns swapped?'],
    ['', {}, 'empty-file', 'messages.csv has no rows.'],
    ['label,text\n', {}, 'empty-file', 'messages.csv has no rows below its header.'],
    ['ham,a\nham,b', { text: 2, label: 1 }, 'one-class', 'Every row of messages.csv has the label "ham"; there is nothing to tell it from. Is it the right column?'],
    ['label,text\nham,"a', {}, 'bad-quotes', 'Row 2 of messages.csv has a quotation mark that does not fit: Quoted field unterminated. Double the marks within a quoted text, or say that marks are part of the text: quotes: false.'],
    ['a;b', {}, 'unknown-delimiter', 'What stands between the columns of messages.dat is not known by its ending (known: .tsv, .tab, .txt, .csv). Say it: delimiter: ";".', 'messages.dat'],
    ['a;b', { delimiter: ';;' }, 'bad-delimiter', 'A delimiter is one character, and no quotation mark or end of line; got ";;".'],
    ['a,b', { txt: 1 } as never, 'unknown-option', 'No option "txt" for delimited text. Use: text, label, split, group, header, delimiter, quotes, seed, validation, test. Did you mean "text"?'],
    ['a,b', { label: undefined } as never, 'missing-option', 'Which column holds the label is not known. Say it by name or by number, from 1: label: 2.'],
  ])('%j %j is refused: %s', (text, options, code, message, file) => {
    expect(() => parse(text, options, file)).toThrow(refusal(code, message));
  }); // prettier-ignore
});

describe('encoding', () => {
  it.each([
    [[0xff, 0xfe, 0x61, 0x00], 'it begins with the mark of UTF-16'],
    [[0x61, 0x00, 0x2c, 0x00], 'it has zero bytes, as UTF-16 writes between letters'],
    [[0x63, 0x61, 0x66, 0xe9], 'it has bytes that UTF-8 has not, as Windows-1252 and Latin-1 write é or £'],
  ])('%j is refused', (values, why) => {
    expect(() => parseDelimitedText(Uint8Array.from(values), 'a.csv', { text: 1, label: 2 })).toThrow(
      refusal('not-utf-8', `a.csv is not UTF-8: ${why}. Save it as UTF-8.`),
    );
  });
});

describe('rows that cannot be used', () => {
  it('are left out and named, up to 5 %', async () => {
    const data = parse(`${table(100)}\nham,\n,no label\nham,one,two\nspam`);
    expect(data.notes).toEqual([
      {
        code: 'rows-left-out',
        message:
          '4 of 104 rows are left out:\n  row 102: it has no text\n  row 103: it has no label\n  row 104: it has 3 columns, not 2 as the first row\n  row 105: it has 1 columns, not 2 as the first row',
        ids: ['row 102', 'row 103', 'row 104', 'row 105'],
      },
    ]);
    expect(await all(data)).toHaveLength(100);
  });

  it('end it from there on', () => {
    expect(() => parse(`${table(19)}\nham,`)).toThrow(
      refusal(
        'too-many-bad-inputs',
        '1 of the 20 rows of messages.csv cannot be used; fewer than 5 % may be. Repair or remove them; where many have too many columns, another delimiter or quotes: false may be right.\n  row 21: it has no text',
      ),
    );
  });
});

describe('splits', () => {
  it('have their share of each class, the same for the same seed, and equal texts together', async () => {
    const text = `${table(300, ['ham', 'ham', 'ham', 'ham', 'spam'])}\n${'ham,sorry\n'.repeat(10)}`;
    const data = parse(text, { seed: 3 });
    for (const split of splits) {
      const targets = (await list(data, split)).map(({ target }) => target);
      const share = split === 'train' ? 0.6 : 0.2;
      expect(Math.abs(targets.filter((target) => target === 1).length - 60 * share)).toBeLessThanOrEqual(1);
      expect(Math.abs(targets.filter((target) => target === 0).length - 250 * share)).toBeLessThanOrEqual(10);
    }
    const sorry = splits.map(
      async (split) => (await list(data, split)).filter(({ input }) => input === 'sorry').length,
    );
    expect((await Promise.all(sorry)).sort()).toEqual([0, 0, 10]);
    const ids = async (seed: number) => (await list(parse(text, { seed }), 'test')).map(({ id }) => id);
    expect(await ids(3)).toEqual((await list(data, 'test')).map(({ id }) => id));
    expect(await ids(4)).not.toEqual(await ids(3));
  });

  it('keep a group together that a column names', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 2 ? 'a' : 'b'},text ${i},author ${i % 2}${i % 12}`);
    const data = parse(`label,text,who\n${rows.join('\n')}`, { group: 'who' });
    const where = new Map<string, Split>();
    for (const split of splits) {
      for (const { group = '' } of await list(data, split)) {
        expect(where.get(group) ?? split).toBe(split);
        where.set(group, split);
      }
    }
    expect(where.size).toBe(12);
  });

  it('are as a column says; validation comes from train where none is named', async () => {
    const rows = table(60).split('\n').map((row, i) => `${row},${i === 0 ? 'part' : i > 40 ? 'test' : 'Train'}`); // prettier-ignore
    const data = parse(rows.join('\n'), { split: 'part' });
    expect(splits.map((split) => data.size(split))).toEqual([32, 8, 20]);
    rows[1] = 'spam,message 59,val';
    const given = parse(rows.join('\n'), { split: 'part' });
    expect(splits.map((split) => given.size(split))).toEqual([39, 1, 20]);
    expect(given.notes.map(({ code, message }) => [code, message])).toEqual([
      ['duplicates-across-splits', '1 text is in more than one split, byte for byte: results will look better than they are. row 2 = row 61.'], // prettier-ignore
    ]);
    expect(() => parse(rows.join('\n'), { split: 'part', test: 0.1 })).toThrow(
      refusal('unused-option', 'The split column itself says what is for test, so the option test: 0.1 has no meaning. Leave it out.'), // prettier-ignore
    );
    expect(() => parse('label,text,part\nham,a,dev\nspam,b,train', { split: 'part' })).toThrow(
      refusal('unknown-split', 'Row 2 of messages.csv is for the split "dev"; there are train, validation, val, valid, test. Correct it, or leave the split column out and let the seed decide.'), // prettier-ignore
    );
    expect(() => parse('label,text,part\nham,a,test\nspam,b,test', { split: 'part' })).toThrow(
      refusal('no-train-split', 'The split column of messages.csv has no row for train. Its rows are for: test.'),
    );
  });

  it('need enough of each class', () => {
    expect(() => parse(`${table(40, ['ham'])}\nspam,win\nspam,win`)).toThrow(
      refusal('too-few-examples', '"spam" has 1 example that differs from the others. A class needs at least 3, one each for train, validation, test, and better 20. Add some, or leave the class out.'), // prettier-ignore
    );
    expect(splits.map((split) => parse(table(6)).size(split))).toEqual([2, 2, 2]);
    expect(() => parse(table(40), { validation: 0.6, test: 0.6 })).toThrow(/leave nothing/);
    expect(() => parse(table(40), { seed: 1.5 })).toThrow(expect.objectContaining({ code: 'bad-seed' }) as Error);
  });
});

it('has a fingerprint that changes with text, label and split alone', () => {
  const names = [table(40), table(41), table(40).replace('message 7', 'message x'), `${table(40)}\n`];
  expect(new Set(names.map((text) => parse(text).fingerprint)).size).toBe(3);
  expect(parse(table(40), { seed: 2 }).fingerprint).not.toBe(parse(table(40)).fingerprint);
});

it('says of equal texts under two labels that no model can be right', () => {
  const [note] = parse(`${table(40)}\nham,message 1`).notes.filter(({ code }) => code === 'conflicting-labels');
  expect(note?.message).toBe('1 text is in more than one class, byte for byte: no model can be right about both. row 3 = row 42.'); // prettier-ignore
});

describe('delimitedText', () => {
  let work: string;
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'graft-text-'));
  });
  afterAll(() => rm(work, { recursive: true }));

  it('reads a file', async () => {
    await writeFile(join(work, 'sms.csv'), table(40));
    const data = await delimitedText(join(work, 'sms.csv'), { text: 'text', label: 'label' });
    expect([data.name, data.fingerprint]).toEqual(['sms', parse(table(40)).fingerprint]);
  });

  it('says why it cannot', async () => {
    await expect(delimitedText(join(work, 'none.csv'), { text: 1, label: 2 })).rejects.toMatchObject({
      code: 'missing-file',
      message: `There is no file "${join(work, 'none.csv')}".`,
    });
    await expect(delimitedText(work, { text: 1, label: 2 })).rejects.toMatchObject({ code: 'unreadable-file' });
  });
});
