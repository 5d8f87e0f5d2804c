import { listBackends } from '@graftjs/engines/backends';
import { exitCodes } from '../output/exit-codes.js';
import { outColors, type Command } from '../output/output.js';

/** `graft backends`: what can run networks here, fastest first, and how to get the rest. */
export const backends: Command<[flags: object]> = async (_flags, { output }) => {
  const found = await listBackends();
  const first = found.find(({ available }) => available)?.name;
  output.answer(
    found.map((backend) => ({ ...backend })),
    found
      .map(({ name, available, reason, install }) => {
        const state = available ? outColors.green('available') : outColors.yellow('not available');
        const chosen = name === first ? ', used unless --backend says otherwise' : '';
        return `${outColors.bold(name.padEnd(10))} ${state}${chosen}\n${' '.repeat(11)}${available ? install : `${reason ?? ''}. ${install}`}`;
      })
      .join('\n'),
  );
  return exitCodes.done;
};
