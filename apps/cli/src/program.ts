import { Command } from 'commander';
import { declareTrain } from './declare/train.js';
import { declareEvaluate } from './declare/evaluate.js';
import { declarePredict } from './declare/predict.js';
import { declareAddClass } from './declare/add-class.js';
import { declareLrFind } from './declare/lr-find.js';
import { declareAugment } from './declare/augment.js';
import { declareExplain } from './declare/explain.js';
import { declareFeatures } from './declare/features.js';
import { declareInspect } from './declare/inspect.js';
import { declareList } from './declare/list.js';
import { declareBackends } from './declare/backends.js';
import { declareDemo } from './declare/demo.js';
import { declareExport } from './declare/export.js';
import { declareRun } from './declare/run.js';
import type { Start } from './declare/start.js';
import { exitCodeHelp } from './output/exit-codes.js';
import { version } from './version.js';

/**
 * The whole command line: what users can ask for, and which file does it.
 *
 * @param start runs a command and turns how it went into an exit code
 */
export function createProgram(start: Start): Command {
  const program = new Command('graft')
    .description('Transfer learning: put a head on a pretrained network, train, ship one file.')
    .version(version)
    .showHelpAfterError('Try --help for what there is.')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  graft demo                                       see it work, in about a minute
  graft train flowers/ --out flowers.safetensors   flowers/<class>/<picture>
  graft predict flowers.safetensors garden/*.jpg
  graft predict efficientnet-lite0 cat.jpg --top 5
  graft export flowers.safetensors --to onnx --out flowers.onnx
${exitCodeHelp}`,
    );

  declareTrain(program, start);
  declareEvaluate(program, start);
  declarePredict(program, start);
  declareExplain(program, start);
  declareFeatures(program, start);
  declareLrFind(program, start);
  declareAugment(program, start);
  declareAddClass(program, start);
  declareInspect(program, start);
  declareExport(program, start);
  declareRun(program, start);
  declareList(program, start);
  declareBackends(program, start);
  declareDemo(program, start);
  return program;
}
