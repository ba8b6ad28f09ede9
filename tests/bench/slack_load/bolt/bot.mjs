// What Goodturn is measured against: the same command with Slack's own framework and SQLite. Every command is a row of
// its own, on disk before its acknowledgement, which holds the answer. (Goodturn writes four rows.)
import bolt from '@slack/bolt';
import Database from 'better-sqlite3';

const db = new Database(process.env.GOODTURN_STORE_PATH);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`CREATE TABLE IF NOT EXISTS help (
  id INTEGER PRIMARY KEY, helped TEXT NOT NULL, helper TEXT NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL)`);
const insert = db.prepare('INSERT INTO help (helped, helper, what, at) VALUES (?, ?, ?, ?)');

async function note({ command, ack }) {
  const match = /^helped <@([A-Z0-9]+)(?:\|[^>]*)?> for (.+)$/s.exec(command.text);
  if (!match) return ack('Say it like this: helped @ben for the deploy');
  const [, helper, what] = match;
  const { lastInsertRowid } = insert.run(command.user_id, helper, what, Date.now());
  const words = `Noted, for you only: <@${helper}> helped you with ${what}.`;
  await ack({
    text: words,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: words } },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'undo',
            value: String(lastInsertRowid),
            text: { type: 'plain_text', text: 'Undo' },
          },
        ],
      },
    ],
  });
}

const workspaces = Object.keys(process.env).flatMap((name) => name.match(/^(GOODTURN_SLACK_.*)BOT_TOKEN$/)?.[1] ?? []);
const apps = workspaces.map((workspace) => {
  const app = new bolt.App({
    token: process.env[`${workspace}BOT_TOKEN`],
    appToken: process.env[`${workspace}APP_TOKEN`],
    socketMode: true,
    logLevel: bolt.LogLevel.ERROR,
    clientOptions: { slackApiUrl: process.env[`${workspace}API_URL`] },
  });
  app.command('/goodturn', note);
  return app;
});

process.once('SIGTERM', async () => {
  await Promise.all(apps.map((app) => app.stop()));
  db.close();
});
await Promise.all(apps.map((app) => app.start()));
