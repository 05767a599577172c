// The JavaScript client library of Kubernetes, unchanged, against a ciao cluster.
// Argument: a step. KUBECONFIG names the cluster. Ends with 0, or says what was not as it should be.
import assert from 'node:assert/strict';
import { once, EventEmitter } from 'node:events';
import * as readline from 'node:readline';
import * as k8s from '@kubernetes/client-node';

const config = new k8s.KubeConfig();
config.loadFromDefault();
const objects = k8s.KubernetesObjectApi.makeApiClient(config);
const custom = config.makeApiClient(k8s.CustomObjectsApi);
const core = config.makeApiClient(k8s.CoreV1Api);
const place = { group: 'ciao.io', version: 'v1', namespace: 'default', plural: 'instances' };

const stopped = (name, labels = {}) => ({
  apiVersion: 'ciao.io/v1',
  kind: 'Instance',
  metadata: { name, namespace: 'default', labels },
  spec: { workload: 'tiny-container', running: false },
});

async function refused(code, action) {
  try {
    await action();
  } catch (error) {
    assert.equal(error.code, code, String(error));
    return JSON.parse(error.body ?? '{}');
  }
  assert.fail(`${code} was due`);
}

// Keys, which nobody but their writer changes.
const keys = { ...place, plural: 'sshkeys' };
const key = (name) => ({
  apiVersion: 'ciao.io/v1',
  kind: 'SSHKey',
  metadata: { name, namespace: 'default' },
  spec: { publicKey: 'ssh-ed25519 AAAA' },
});

async function crud() {
  const created = await custom.createNamespacedCustomObject({ ...keys, body: key('node-crud') });
  assert.ok(created.metadata.uid);
  await refused(409, () => custom.createNamespacedCustomObject({ ...keys, body: key('node-crud') }));
  created.metadata.labels = { edited: 'yes' };
  const replaced = await custom.replaceNamespacedCustomObject({ ...keys, name: 'node-crud', body: created });
  assert.equal(replaced.metadata.labels.edited, 'yes');
  created.metadata.labels = { edited: 'again' };
  const stale = await refused(409, () => custom.replaceNamespacedCustomObject({ ...keys, name: 'node-crud', body: created }));
  assert.equal(stale.reason, 'Conflict');
  const list = await custom.listNamespacedCustomObject({ ...keys, labelSelector: 'edited=yes' });
  assert.equal(list.items.length, 1);
  await custom.deleteNamespacedCustomObject({ ...keys, name: 'node-crud' });
  await core.createNamespacedConfigMap({ namespace: 'default', body: { metadata: { name: 'node' }, data: { a: 'b' } } });
  const map = await core.readNamespacedConfigMap({ name: 'node', namespace: 'default' });
  assert.equal(map.data.a, 'b');
  await core.deleteNamespacedConfigMap({ name: 'node', namespace: 'default' });
}

async function apply() {
  const way = k8s.PatchStrategy.ServerSideApply;
  const one = await objects.patch(stopped('node-apply', { owner: 'one' }), undefined, undefined, 'one', undefined, way);
  assert.ok(one.metadata.managedFields.some((entry) => entry.manager === 'one' && entry.operation === 'Apply'));
  const body = await refused(409, () =>
    objects.patch(stopped('node-apply', { owner: 'two' }), undefined, undefined, 'two', undefined, way));
  assert.equal(body.details.causes[0].reason, 'FieldManagerConflict');
  const forced = await objects.patch(stopped('node-apply', { owner: 'two' }), undefined, undefined, 'two', true, way);
  assert.equal(forced.metadata.labels.owner, 'two');
  await custom.deleteNamespacedCustomObject({ ...place, name: 'node-apply' });
}

// Says what its informer sees, and does what it is told: "create NAME", "delete NAME", "end".
async function informer() {
  const list = () => custom.listNamespacedCustomObject(place);
  const watching = k8s.makeInformer(config, '/apis/ciao.io/v1/namespaces/default/instances', list);
  const bell = new EventEmitter();
  watching.on('add', (object) => console.log('added', object.metadata.name));
  watching.on('delete', (object) => console.log('deleted', object.metadata.name));
  watching.on('error', () => setTimeout(() => watching.start().catch(() => watching.stop()), 500));
  await watching.start();
  console.log('ready');
  readline.createInterface({ input: process.stdin }).on('line', () => bell.emit('end'));
  await once(bell, 'end');
  await watching.stop();
  process.exit(0);
}

const steps = { crud, apply, informer };
await steps[process.argv[2]]();
console.log('done');
