import { formatShape, type Cut, type Json, type Network, type Note, type Preprocess } from '@graftjs/core';
import { formatSummary, summarize } from '@graftjs/network';
import { formatColumns } from './columns.js';
import { describePreprocess } from './describe-preprocess.js';
import { licenseWords } from './license-words.js';
import { outColors } from './output.js';

/** The same for programs and for people. */
export interface Description {
  readonly value: Readonly<Record<string, Json>>;
  readonly text: string;
}

/** What `graft inspect` knows of a network. */
export interface NetworkFacts {
  readonly id: string;
  readonly network: Network;
  /** Which weights stay as they are; default none. */
  readonly frozen?: ((weight: string) => boolean) | undefined;
  /** Every layer where it can be cut; left out unless asked for. */
  readonly cuts?: readonly Cut[] | undefined;
  /** Left out where the network cannot be cut. */
  readonly bottleneck?: { readonly cut: Cut; readonly reason: string } | undefined;
  /** A sentence where it is not known. */
  readonly preprocess: Pick<Preprocess<unknown>, 'kind' | 'spec'> | string;
  readonly license: string;
  readonly pretraining?: { readonly data: string; readonly task: string } | undefined;
  readonly labels?: readonly string[] | undefined;
  /** The file that it was read from: its format, and what it says of itself. */
  readonly file?: { readonly kind: string; readonly metadata: ReadonlyMap<string, string> };
  readonly notes?: readonly Note[] | undefined;
}

/** A network in Keras's form: layers and totals; then where it can be cut, what it wants to be fed, and its licence. */
export function describeNetwork(facts: NetworkFacts): Description {
  const { id, network, frozen, cuts, bottleneck, preprocess, license, pretraining, labels, file, notes = [] } = facts;
  const summary = summarize(network, frozen === undefined ? {} : { frozen });
  const { rows, total, trainable, nonTrainable } = summary;
  const sections = [
    formatSummary(summary),
    cuts && `${outColors.bold('Cuts')}\n${formatCuts(cuts, bottleneck?.cut)}`,
    formatColumns([
      [outColors.bold('Bottleneck   '), formatBottleneck(bottleneck)],
      [outColors.bold('Preprocessing'), typeof preprocess === 'string' ? preprocess : describePreprocess(preprocess)],
      [outColors.bold('Licence      '), licenseWords(license)],
      ...(pretraining ? [[outColors.bold('Trained on   '), `${pretraining.data}, ${pretraining.task}`]] : []),
      ...(labels ? [[outColors.bold('Classes      '), formatLabels(labels)]] : []),
      ...(file ? [[outColors.bold('File         '), [file.kind, ...[...file.metadata].flat()].join(' ')]] : []),
      ...notes.map(({ message }) => [outColors.bold('Note         '), message]),
    ]),
  ];
  return {
    value: {
      id,
      layers: rows.map((row) => ({ ...row, connectedTo: [...row.connectedTo], outputs: [...row.outputs] })),
      parameters: { total, trainable, nonTrainable },
      ...(cuts && { cuts: cuts.map(cutJson) }),
      bottleneck: bottleneck === undefined ? null : { ...cutJson(bottleneck.cut), reason: bottleneck.reason },
      preprocess: typeof preprocess === 'string' ? null : { kind: preprocess.kind, spec: preprocess.spec },
      license,
      ...(pretraining && { pretraining: { ...pretraining } }),
      ...(labels && { labels: [...labels] }),
      ...(file && { file: { kind: file.kind, ...Object.fromEntries(file.metadata) } }),
      ...(notes.length > 0 && { notes: notes.map(({ code, message }) => ({ code, message })) }),
    },
    text: sections.filter((section) => section !== undefined).join('\n\n'),
  };
}

function cutJson({ layer, shape, carries }: Cut): Readonly<Record<string, Json>> {
  return { layer, shape: [...shape], carries: [...carries] };
}

function formatBottleneck(bottleneck: NetworkFacts['bottleneck']): string {
  if (bottleneck === undefined) return 'none: it has not one way from one input to one output, so it cannot be cut';
  return `${bottleneck.cut.layer} (${formatShape(bottleneck.cut.shape)}): ${bottleneck.reason}`;
}

function formatCuts(cuts: readonly Cut[], bottleneck: Cut | undefined): string {
  return formatColumns(
    cuts.map(({ layer, shape }) => [
      `  ${layer}`,
      formatShape(shape),
      layer === bottleneck?.layer ? '← bottleneck' : '',
    ]),
  );
}

function formatLabels(labels: readonly string[]): string {
  const shown = labels.slice(0, 8).join(', ');
  return labels.length > 8 ? `${shown} and ${labels.length - 8} more` : shown;
}
