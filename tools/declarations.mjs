/**
 * Writes the declaration files of one package, from its own folder, into `dist`. Apart from building, since only who publishes or
 * checks a package needs them, and they take ten times as long. Types of other packages come from their declaration files, as
 * for a user: their sources would be named by paths that only this repository has.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const folder = process.cwd();
const config = ts.getParsedCommandLineOfConfigFile(
  join(folder, 'tsconfig.json'),
  {
    customConditions: [],
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: join(folder, 'src'),
    outDir: join(folder, 'dist'),
  },
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (diagnostic) => fail([diagnostic]) },
);
const published = config.fileNames.filter(
  (file) => file.startsWith(`${folder}/src/`) && !/\.(test|slow)\.ts$|\/fixtures\//.test(file),
);
for (const file of ts.sys.readDirectory(join(folder, 'dist'), ['.d.ts'])) rmSync(file);
const program = ts.createProgram(published, config.options);
const { diagnostics } = program.emit();
fail([...ts.getPreEmitDiagnostics(program), ...diagnostics]);

function fail(diagnostics) {
  if (diagnostics.length === 0) return;
  const host = { getCurrentDirectory: () => folder, getCanonicalFileName: (name) => name, getNewLine: () => '\n' };
  console.error(ts.formatDiagnostics(diagnostics, host));
  process.exit(1);
}
