package io.ciao.api.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Amounts of what is counted for a tenant, as limits or as usage. Texts are quantities in bytes.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QuotaAmounts(
    @Nullable Long instances,
    @Nullable Long vcpus,
    @Nullable String memory,
    @Nullable String sharedDisk,
    @Nullable Long volumes,
    @Nullable String volumeStorage,
    @Nullable Long externalIPs,
    @Nullable Long images) {}
