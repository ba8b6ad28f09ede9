import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { LogLevel, SocketModeClient } from '@slack/socket-mode';
import { Slack } from './slack.mjs';

async function started(t) {
  const stopping = {};
  const slack = await Slack.start(t, stopping);
  const client = new SocketModeClient({
    appToken: slack.tokens.appToken,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  stopping.stop = () => client.disconnect();
  await client.start();
  return { slack, client };
}

test('the bare client gets what was sent, and its acknowledgements arrive', { timeout: 60_000 }, async (t) => {
  const { slack, client } = await started(t);

  const mention = once(client, 'app_mention');
  await slack.does('types', { who: 'ana', text: '@goodturn hi', where: '#release-4' });
  const [{ event, retry_num, ack }] = await mention;
  assert.deepEqual([event.user, event.text, retry_num], ['UANA', '<@UBOT> hi', 0]);
  await ack();

  const command = once(client, 'slash_commands').then(async ([{ body, accepts_response_payload, ack }]) => {
    assert.equal(accepts_response_payload, true);
    await ack({ text: `You said ${body.text}.` });
  });
  const { answer } = await slack.does('runs', { who: 'ana', line: '/goodturn hi', where: '#release-4' });
  await command;
  assert.deepEqual(answer, { text: 'You said hi.' });

  await slack.does('quiet');
  const { odd_acks, failed_at_person, events_lost } = await slack.does('counts');
  assert.deepEqual({ odd_acks, failed_at_person, events_lost }, { odd_acks: 0, failed_at_person: 0, events_lost: 0 });
});

test('an acknowledgement with an answer, of a button, is one in vain', { timeout: 60_000 }, async (t) => {
  const { slack, client } = await started(t);
  client.on('interactive', async ({ ack, accepts_response_payload }) => {
    assert.equal(accepts_response_payload, false);
    await ack({ text: 'nobody sees this' });
  });
  assert.ok((await slack.does('uses_shortcut', { who: 'ana', callback_id: 'note_help' })).acked);
  assert.equal((await slack.does('counts')).payloads_in_vain, 1);
});
