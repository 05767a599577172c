package io.ciao.api.instance.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a traced instance keeps of its first start: the epoch of the binding that it is of, and
/// when it was where ([TraceMark]).
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StartTrace(
    @Nullable Long epoch,
    @Nullable Instant requestedAt,
    @Nullable Instant admittedAt,
    @Nullable Instant seenAt,
    @Nullable Instant decidedAt,
    @Nullable Instant boundAt,
    @Nullable Instant sentAt,
    @Nullable Instant arrivedAt,
    @Nullable Instant receivedAt,
    @Nullable Instant readyAt,
    @Nullable Instant preparedAt,
    @Nullable Instant launchedAt,
    @Nullable Instant reportedAt,
    @Nullable Instant runningAt) {}
