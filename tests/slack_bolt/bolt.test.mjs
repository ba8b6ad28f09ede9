import assert from 'node:assert/strict';
import { test } from 'node:test';
import bolt from '@slack/bolt';
import { Slack } from './slack.mjs';

// The newest ones when this was written: @slack/bolt 5.1.0 of 2026-09-02, @slack/socket-mode 3.1.0 of 2026-09-30.

const channel = '#release-4';
const form = {
  type: 'modal',
  callback_id: 'thanks',
  title: { type: 'plain_text', text: 'Thank somebody' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [
    {
      type: 'input',
      block_id: 'why',
      label: { type: 'plain_text', text: 'For what?' },
      element: { type: 'plain_text_input', action_id: 'value' },
    },
  ],
};
const button = (action_id, text) => ({
  type: 'actions',
  elements: [{ type: 'button', action_id, text: { type: 'plain_text', text } }],
});
const words = (text) => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** An app of Bolt, unchanged, connected to our Slack until the test `t` is over. */
async function started(t) {
  const client = {};
  const slack = await Slack.start(t, client);
  const errors = [];
  const app = new bolt.App({
    ...slack.tokens,
    socketMode: true,
    logLevel: bolt.LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  app.error(async (error) => errors.push(error));
  await app.start();
  client.stop = async () => {
    await app.stop();
    assert.deepEqual(errors, []);
  };
  await slack.does('connected', { number: 1 });
  return { slack, app, client };
}

/** Nothing that the client did was wrong to our Slack, and nothing was lost. */
async function assertUnderstood(slack) {
  await slack.does('quiet');
  const { opened, most_open, goodbyes, ...wrong } = await slack.does('counts');
  assert.deepEqual(wrong, {
    odd_acks: 0,
    late_acks: 0,
    repeated_acks: 0,
    payloads_in_vain: 0,
    failed_at_person: 0,
    events_lost: 0,
    refused: [],
  });
}

const timeout = 60_000;

test('messages are heard and answered, also in a thread', { timeout }, async (t) => {
  const { slack, app } = await started(t);
  app.message('hello', async ({ message, say }) => {
    await say({ text: `Hi <@${message.user}>`, thread_ts: message.ts });
  });
  const ts = await slack.does('types', { who: 'ana', text: 'hello there' });
  const answer = await slack.does('sees', { who: 'ana', text: 'Hi <@UANA>' });
  assert.equal(answer.thread_ts, ts);
  await assertUnderstood(slack);
});

test('a mention is one event, with the names in it', { timeout }, async (t) => {
  const { slack, app } = await started(t);
  const heard = [];
  app.event('app_mention', async ({ event, context, say }) => {
    heard.push([event.text, event.user, context.botUserId, context.teamId]);
    await say('You called?');
  });
  await slack.does('types', { who: 'ana', text: '@goodturn @ben helped me', where: channel });
  await slack.does('sees', { who: 'ben', where: channel, text: 'You called?' });
  assert.deepEqual(heard, [['<@UBOT> <@UBEN> helped me', 'UANA', 'UBOT', 'T1']]);
  await assertUnderstood(slack);
});

test('a command is answered in its acknowledgement, and later by its response_url', { timeout }, async (t) => {
  const { slack, app } = await started(t);
  app.command('/goodturn', async ({ command, ack, respond }) => {
    await ack(`At once: ${command.text}`);
    await respond('And a little later.');
  });
  const how = { who: 'ana', line: '/goodturn helped @ben', where: channel };
  const { acked, answer } = await slack.does('runs', how);
  assert.ok(acked);
  assert.equal(answer.text, 'At once: helped <@UBEN|ben>');
  assert.equal((await slack.does('sees', { who: 'ana', where: channel, text: 'At once' })).only_for, 'UANA');
  assert.equal((await slack.does('sees', { who: 'ana', where: channel, text: 'a little later' })).only_for, 'UANA');
  await assertUnderstood(slack);
});

test('a form keeps what is wrong with it, until it is right', { timeout }, async (t) => {
  const { slack, app } = await started(t);
  app.command('/goodturn', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: form });
  });
  const sent = [];
  app.view('thanks', async ({ ack, view, body }) => {
    const why = view.state.values.why.value.value;
    sent.push([body.user.id, why]);
    if (why.length < 5) return ack({ response_action: 'errors', errors: { why: 'A few words more, please.' } });
    await ack();
  });
  assert.equal((await slack.does('runs', { who: 'ana', line: '/goodturn', where: channel })).answer, null);
  assert.equal((await slack.does('form', { who: 'ana' })).title, 'Thank somebody');

  await slack.does('submits', { who: 'ana', values: { why: 'hm' } });
  assert.deepEqual((await slack.does('modal', { who: 'ana' })).errors, { why: 'A few words more, please.' });
  await slack.does('submits', { who: 'ana', values: { 'For what?': 'for the deploy' } });
  assert.equal(await slack.does('modal', { who: 'ana' }), null);
  assert.deepEqual(sent, [
    ['UANA', 'hm'],
    ['UANA', 'for the deploy'],
  ]);
  await assertUnderstood(slack);
});

test('a form may be followed by another', { timeout }, async (t) => {
  const { slack, app } = await started(t);
  app.shortcut('note_help', async ({ ack, shortcut, client }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: form });
  });
  app.view('thanks', async ({ ack }) => {
    const view = { ...form, callback_id: 'sure', title: { type: 'plain_text', text: 'Are you sure?' } };
    await ack({ response_action: 'update', view });
  });
  app.view('sure', async ({ ack }) => ack({ response_action: 'clear' }));
  await slack.does('uses_shortcut', { who: 'ana', callback_id: 'note_help' });
  await slack.does('form', { who: 'ana' });
  await slack.does('submits', { who: 'ana', values: { why: 'the deploy' } });
  assert.equal((await slack.does('modal', { who: 'ana' })).title, 'Are you sure?');
  await slack.does('submits', { who: 'ana', values: {} });
  assert.equal(await slack.does('modal', { who: 'ana' }), null);
  await assertUnderstood(slack);
});

test('a button replaces its message, or answers beside it', { timeout }, async (t) => {
  const { slack, app } = await started(t);
  app.command('/goodturn', async ({ ack, say }) => {
    await ack();
    await say({ text: 'Sure?', blocks: [words('Sure?'), button('yes', 'Yes'), button('aside', 'Why?')] });
  });
  app.action('aside', async ({ ack, respond }) => {
    await ack();
    await respond({ text: 'Because.', replace_original: false });
  });
  app.action('yes', async ({ ack, respond, body }) => {
    await ack();
    await respond({ text: `Done for <@${body.user.id}>.`, replace_original: true });
  });
  await slack.does('runs', { who: 'ana', line: '/goodturn', where: channel });
  const { ts } = await slack.does('sees', { who: 'ana', where: channel, text: 'Sure?' });
  assert.ok((await slack.does('presses', { who: 'ana', label: 'Why?', where: channel })).acked);
  assert.equal((await slack.does('sees', { who: 'ana', where: channel, text: 'Because.' })).only_for, 'UANA');
  await slack.does('presses', { who: 'ben', label: 'Yes', where: channel });
  assert.equal((await slack.does('sees', { who: 'kai', where: channel, text: 'Done for <@UBEN>.' })).ts, ts);
  await assertUnderstood(slack);
});

test('the Home tab is published and pressed', { timeout }, async (t) => {
  const { slack, app } = await started(t);
  const publish = (client, user_id, ...blocks) => client.views.publish({ user_id, view: { type: 'home', blocks } });
  app.event('app_home_opened', async ({ event, client }) => {
    await publish(client, event.user, words('Nothing is planned.'), button('pause', 'Pause'));
  });
  app.action('pause', async ({ ack, body, client }) => {
    await ack();
    await publish(client, body.user.id, words('Paused.'));
  });
  await slack.does('opens_home', { who: 'ana' });
  await slack.does('home', { who: 'ana', text: 'Nothing is planned.' });
  assert.ok((await slack.does('presses_at_home', { who: 'ana', label: 'Pause' })).acked);
  await slack.does('home', { who: 'ana', text: 'Paused.' });
  await assertUnderstood(slack);
});

for (const reason of ['warning', 'refresh_requested']) {
  test(`on ${reason} the client goes and comes back`, { timeout }, async (t) => {
    const { slack, app, client } = await started(t);
    app.command('/goodturn', async ({ ack }) => ack('Here.'));
    app.message('hello', async ({ say }) => say('Hi.'));
    await slack.does('pings');
    if (reason === 'warning') await slack.does('disconnects', { reason });
    else await slack.does('refreshes');
    await slack.does('connected', { number: 2 });
    await slack.does('types', { who: 'ana', text: 'hello' });
    await slack.does('sees', { who: 'ana', text: 'Hi.' });
    assert.equal((await slack.does('runs', { who: 'ana', line: '/goodturn', where: channel })).answer.text, 'Here.');
    await assertUnderstood(slack);
    await slack.leaves(client);
    const { opened, most_open, goodbyes } = await slack.does('counts');
    assert.deepEqual({ opened, most_open }, { opened: 2, most_open: 1 });
    assert.ok(goodbyes[1], 'who stops says goodbye');
  });
}
