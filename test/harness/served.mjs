// The servers that tests ask for, each on a database of its own: the program as it is built, outside of the tests' own process and loaded
// once for all of them. Loading it anew for each file of tests took longer than most of these run.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * @param program imports one file of what is built
 * @returns where it is asked: POST starts a server and answers its id and address, POST of an id moves its time on, DELETE stops it
 */
export async function control(program) {
  const servers = new Map();
  const loaded = async () => ({
    ...(await program('src/operations/application.js')),
    ...(await program('src/operations/configuration.js')),
    ...(await program('src/clocks/clock-command.js')),
  });
  const asked = async (method, id, request) => {
    const { Application, clockAdvance, readConfiguration } = await loaded();
    const application = servers.get(id);
    if (method === 'DELETE') {
      servers.delete(id);
      await application.close();
      return {};
    }
    const body = JSON.parse(await text(request));
    if (application) return { said: await clockAdvance(application.database, body.duration) };
    const started = await Application.start(readConfiguration(body.env), body.databaseUrl);
    const { port } = new URL(started.address);
    servers.set(port, started);
    return { id: port, address: started.address };
  };
  const listener = createServer(async (request, response) => {
    try {
      response.end(JSON.stringify(await asked(request.method, request.url.slice(1), request)));
    } catch (error) {
      response.statusCode = 500;
      response.end(JSON.stringify({ fault: error instanceof Error ? error.message : String(error) }));
    }
  });
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${listener.address().port}`;
}
