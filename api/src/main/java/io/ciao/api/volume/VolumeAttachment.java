package io.ciao.api.volume;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// A grant of a volume to an instance, at an epoch of its own.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeAttachment(
    @Nullable String instanceName,
    @Nullable String instanceUID,
    @Nullable String nodeName,
    @Nullable Long bindingEpoch,
    @Nullable Long epoch,
    @Nullable Boolean releasing) {}
