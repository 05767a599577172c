package io.ciao.apiserver.registry;

import io.ciao.apiserver.admission.Admissions;
import io.ciao.apiserver.auth.WriteRule;
import io.ciao.apiserver.write.WriteLoop;
import io.ciao.store.ResourceStore;
import java.time.InstantSource;

/// What the verbs share. Immutable.
public record RegistryParts(
    ResourceStore store,
    WriteLoop writes,
    Admissions admissions,
    WriteRule writeRule,
    Identifiers identifiers,
    InstantSource clock) {}
