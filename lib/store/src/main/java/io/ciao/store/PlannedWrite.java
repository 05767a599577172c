package io.ciao.store;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.PutOption;
import org.jspecify.annotations.Nullable;

/// One change as etcd gets it.
sealed interface PlannedWrite {
  String etcdKey();

  Op op();

  /// An object's bytes.
  ///
  /// @param replaces the mod revision compared, 0 for a create
  record PutObject(ResourceKey key, OwnWrite own, long replaces) implements PlannedWrite {
    @Override
    public String etcdKey() {
      return own.etcdKey();
    }

    @Override
    public Op op() {
      return Op.put(EtcdConnection.bytes(etcdKey()), bytes(), PutOption.DEFAULT);
    }

    ByteSequence bytes() {
      return own.bytes();
    }

    String uid() {
      return own.uid();
    }
  }

  /// An object's end.
  ///
  /// @param served what the cache served when the change was planned
  record RemoveObject(ResourceKey key, long replaces, @Nullable StoredObject served)
      implements PlannedWrite {
    @Override
    public String etcdKey() {
      return key.etcdKey();
    }

    @Override
    public Op op() {
      return Op.delete(EtcdConnection.bytes(etcdKey()), DeleteOption.DEFAULT);
    }
  }

  /// A system key's text.
  record PutText(String etcdKey, String text, Expected expected) implements PlannedWrite {
    @Override
    public Op op() {
      return Op.put(EtcdConnection.bytes(etcdKey), EtcdConnection.bytes(text), PutOption.DEFAULT);
    }
  }

  /// A system key's end.
  record RemoveText(String etcdKey) implements PlannedWrite {
    @Override
    public Op op() {
      return Op.delete(EtcdConnection.bytes(etcdKey), DeleteOption.DEFAULT);
    }
  }
}
