// What both programs are asked and answer: one JSON object in, one out. Exit code 0 when everything was as expected, 1 when not, 2 when it could not run.
import { readFileSync } from 'node:fs';

const required = ['issuer', 'ca', 'clientId', 'redirectUri', 'user', 'passwordFile'];

/** Reads the request from the first argument, or from standard input. */
export function readInput() {
  try {
    const input = JSON.parse(process.argv[2] ?? readFileSync(0, 'utf8'));
    const missing = required.filter(name => !input[name]);
    if (missing.length > 0)
      throw new Error(`The request lacks ${missing.join(', ')}.`);

    input.expect ??= 'signs-in';
    input.password = readPassword(input.passwordFile);
    input.newPassword = input.newPasswordFile && readPassword(input.newPasswordFile);
    return input;
  } catch (error) {
    console.error(`error: ${error.message}`);
    process.exit(2);
  }
}

function readPassword(file) {
  return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
}

/** Runs the steps one after another, notes how long each took, and prints what came of them. */
export async function run(work) {
  const result = { ok: false, steps: [] };
  const step = async (name, action) => {
    const started = performance.now();
    try {
      const value = await action();
      result.steps.push({ name, ok: true, milliseconds: Math.round(performance.now() - started) });
      return value;
    } catch (error) {
      result.steps.push({ name, ok: false, error: describe(error) });
      throw new StepFailed();
    }
  };

  try {
    await work(step, result);
    result.ok = true;
  } catch (error) {
    if (!(error instanceof StepFailed)) {
      console.error(`error: ${describe(error)}`);
      process.exitCode = 2;
      return;
    }

    process.exitCode = 1;
  }

  console.log(JSON.stringify(result, null, 2));
}

/** Requires something of an answer. */
export function expect(condition, message) {
  if (!condition)
    throw new Error(message);
}

function describe(error) {
  const cause = error.cause ? ` (${error.cause.error_description ?? error.cause.message ?? JSON.stringify(error.cause)})` : '';
  return `${error.message}${cause}`;
}

class StepFailed extends Error {}
