// Starts the server that COUNTERSIGN_SERVER names on a port of its own, with its data in a folder that goes afterwards.
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

const ADDRESS = /http:\/\/127\.0\.0\.1:\d+/;

export async function startServer(folder = mkdtempSync(path.join(tmpdir(), 'countersign-clients-')), listen = '127.0.0.1:0') {
    const program = process.env.COUNTERSIGN_SERVER;
    if (!program) {
        throw new Error('COUNTERSIGN_SERVER names no program; run scripts/client-tests');
    }
    const child = spawn(program, ['serve', '--data', folder, '--listen', listen], {stdio: ['ignore', 'pipe', 'pipe']});
    const url = await address(child);
    const stop = async () => {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await ended;
    };
    return {url, folder, stop, forget: () => rmSync(folder, {recursive: true, force: true})};
}

function address(child) {
    return new Promise((resolve, reject) => {
        let said = '';
        const hear = (part) => {
            said += part;
            const found = said.match(ADDRESS);
            if (found) {
                resolve(found[0]);
            }
        };
        child.stdout.on('data', hear);
        child.stderr.on('data', hear);
        child.once('error', reject);
        child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
    });
}
