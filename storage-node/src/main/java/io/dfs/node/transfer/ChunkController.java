package io.dfs.node.transfer;

import io.dfs.common.api.ChunkChecksums;
import io.dfs.common.api.WriteResult;
import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.DfsHeaders;
import io.dfs.common.id.ChunkId;
import io.dfs.common.token.ByteSpan;
import io.dfs.common.token.Operation;
import io.dfs.common.token.Ticket;
import io.dfs.node.chunk.ChunkReader;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.NewChunk;
import io.dfs.node.chunk.StoredChunk;
import io.dfs.node.transfer.TransferMeter.Kind;
import io.dfs.node.web.UnsatisfiableRange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Chunk requests. Bodies are streams: a converter of the framework would hold a whole chunk in memory. What a request
 * says is checked first, then who may, then whether there is a slot; only then is a byte of a body read.
 */
@RestController
@RequestMapping("/chunks/{chunkId}")
final class ChunkController {

    private final TicketGate gate;
    private final Transfers transfers;
    private final ChunkStore store;
    private final ChunkIntake intake;
    private final ChunkCopier copier;
    private final TransferMeter meter;

    ChunkController(
            TicketGate gate,
            Transfers transfers,
            ChunkStore store,
            ChunkIntake intake,
            ChunkCopier copier,
            TransferMeter meter) {
        this.gate = gate;
        this.transfers = transfers;
        this.store = store;
        this.intake = intake;
        this.copier = copier;
        this.meter = meter;
    }

    @PutMapping
    WriteResult write(
            @PathVariable("chunkId") String id,
            @RequestParam(name = "relay", defaultValue = "false") boolean relay,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
            HttpServletRequest request)
            throws IOException {
        Kind kind = relay ? Kind.RELAYED_WRITE : Kind.WRITE;
        return meter.measure(kind, () -> take(kind, id, authorization, request));
    }

    private WriteResult take(Kind kind, String id, @Nullable String authorization, HttpServletRequest request)
            throws IOException {
        ChunkId chunkId = chunkId(id);
        long lengthBytes = declaredLength(request);
        Crc32c crc32c = announcedCrc32c(request);
        TicketGate.Pass pass = gate.check(authorization, Operation.WRITE, chunkId);
        if (lengthBytes > pass.ticket().maxLengthBytes()) {
            throw new DfsException(
                    ErrorCode.TOO_LARGE,
                    "the chunk has %d bytes; its ticket permits %d"
                            .formatted(lengthBytes, pass.ticket().maxLengthBytes()));
        }
        NewChunk chunk = new NewChunk(chunkId, pass.ticket().clusterId(), lengthBytes, crc32c, origin(request));
        try (TransferSlots.Slot _ = transfers.take(pass)) {
            WriteResult result = kind == Kind.RELAYED_WRITE
                    ? intake.storeAndRelay(chunk, request.getInputStream(), pass)
                    : intake.store(chunk, request.getInputStream());
            meter.received(kind, lengthBytes);
            if (kind == Kind.RELAYED_WRITE) {
                meter.sent(kind, lengthBytes * (result.receipts().size() - 1));
            }
            return result;
        }
    }

    @GetMapping
    void read(
            @PathVariable("chunkId") String id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
            @RequestHeader(name = HttpHeaders.RANGE, required = false) @Nullable String range,
            @RequestHeader(name = HttpHeaders.IF_RANGE, required = false) @Nullable String ifRange,
            HttpServletResponse response)
            throws IOException {
        long _ = meter.measure(Kind.READ, () -> send(id, authorization, range, ifRange, response));
    }

    /** How many bytes were sent. */
    private long send(
            String id,
            @Nullable String authorization,
            @Nullable String range,
            @Nullable String ifRange,
            HttpServletResponse response)
            throws IOException {
        ChunkId chunkId = chunkId(id);
        TicketGate.Pass pass = gate.check(authorization, Operation.READ, chunkId);
        // Opened before anything is answered: a file that is not there is a 404, not an empty 200.
        try (TransferSlots.Slot _ = transfers.take(pass);
                ChunkReader reader = store.open(chunkId)) {
            long visibleBytes = visibleBytes(pass.ticket(), reader.chunk());
            ByteSpan bytes = requested(
                    ByteRange.of(range, ifRange, entityTag(chunkId), visibleBytes),
                    pass.ticket(),
                    visibleBytes,
                    response);
            TicketRules.checkBytes(pass.ticket(), bytes.offset(), bytes.lengthBytes());
            describe(reader.chunk(), bytes.lengthBytes(), pass.ticket(), response);
            reader.read(bytes.offset(), bytes.lengthBytes(), response.getOutputStream());
            meter.sent(Kind.READ, bytes.lengthBytes());
            return bytes.lengthBytes();
        }
    }

    /**
     * How long the chunk is for the ticket's holder: a reader of one file in a pack is not told how long the pack is, also not by
     * which ranges there are, so for it the chunk ends with its file.
     */
    private static long visibleBytes(Ticket ticket, StoredChunk chunk) {
        ByteSpan span = ticket.span();
        return span == null ? chunk.lengthBytes() : Math.min(chunk.lengthBytes(), span.end());
    }

    /** Which bytes to send; the answer's status and headers say so. */
    private static ByteSpan requested(ByteRange range, Ticket ticket, long visibleBytes, HttpServletResponse response) {
        String length = ticket.span() == null ? Long.toString(visibleBytes) : "*";
        return switch (range) {
            case ByteRange.Whole _ -> new ByteSpan(0, visibleBytes);
            case ByteRange.Part part -> {
                response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
                response.setHeader(HttpHeaders.CONTENT_RANGE, part.contentRange(length));
                yield new ByteSpan(part.offset(), part.lengthBytes());
            }
            case ByteRange.Unsatisfiable _ ->
                throw new UnsatisfiableRange(
                        ticket.span() == null ? ByteRange.Unsatisfiable.contentRange(visibleBytes) : null);
        };
    }

    /** A chunk's bytes never change, so its id stands for them. */
    private static String entityTag(ChunkId chunkId) {
        return "\"" + chunkId + "\"";
    }

    @RequestMapping(method = RequestMethod.HEAD)
    void head(
            @PathVariable("chunkId") String id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
            HttpServletResponse response) {
        ChunkId chunkId = chunkId(id);
        TicketGate.Pass pass = gate.check(authorization, Operation.READ, chunkId);
        try (ChunkReader reader = store.open(chunkId)) {
            long visibleBytes = visibleBytes(pass.ticket(), reader.chunk());
            TicketRules.checkBytes(pass.ticket(), 0, visibleBytes);
            describe(reader.chunk(), visibleBytes, pass.ticket(), response);
        }
    }

    @GetMapping("/checksums")
    ChunkChecksums checksums(
            @PathVariable("chunkId") String id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization) {
        ChunkId chunkId = chunkId(id);
        TicketGate.Pass pass = gate.check(authorization, Operation.READ, chunkId);
        try (TransferSlots.Slot _ = transfers.take(pass);
                ChunkReader reader = store.open(chunkId)) {
            // They tell of the bytes of all files on the chunk: who guesses a block can make sure by its checksum.
            TicketRules.checkBytes(pass.ticket(), 0, reader.chunk().lengthBytes());
            return new ChunkChecksums(
                    chunkId,
                    reader.chunk().lengthBytes(),
                    reader.chunk().crc32c(),
                    BlockChecksums.BLOCK_SIZE_BYTES,
                    Arrays.stream(reader.checksums().blocks())
                            .mapToObj(Crc32c::new)
                            .toList());
        }
    }

    @PostMapping("/copies")
    WriteResult copy(
            @PathVariable("chunkId") String id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization)
            throws IOException {
        return meter.measure(Kind.COPY, () -> pull(id, authorization));
    }

    private WriteResult pull(String id, @Nullable String authorization) {
        TicketGate.Pass pass = gate.check(authorization, Operation.COPY, chunkId(id));
        try (TransferSlots.Slot _ = transfers.take(pass)) {
            WriteResult result = copier.copy(pass);
            meter.received(Kind.COPY, pass.ticket().maxLengthBytes());
            return result;
        }
    }

    /** The origin is for other nodes only: it is a path of the past, which its readers of today need not be allowed to know. */
    private static void describe(
            StoredChunk chunk, long contentLengthBytes, Ticket ticket, HttpServletResponse response) {
        response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
        response.setContentLengthLong(contentLengthBytes);
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        response.setHeader(HttpHeaders.ETAG, entityTag(chunk.chunkId()));
        if (ticket.span() == null) {
            response.setHeader(DfsHeaders.CRC32C, chunk.crc32c().toString());
        }
        if (ticket.operation() == Operation.COPY && !chunk.origin().isEmpty()) {
            response.setHeader(DfsHeaders.ORIGIN, chunk.origin());
        }
    }

    private static ChunkId chunkId(String text) {
        try {
            return ChunkId.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw new DfsException(ErrorCode.INVALID_REQUEST, "the chunk id is " + e.getMessage(), e);
        }
    }

    private static long declaredLength(HttpServletRequest request) {
        long lengthBytes = request.getContentLengthLong();
        if (lengthBytes < 0) {
            throw new DfsException(
                    ErrorCode.LENGTH_REQUIRED,
                    "the upload has no Content-Length: send one, so that a body cut short is noticed");
        }
        return lengthBytes;
    }

    private static @Nullable Crc32c announcedCrc32c(HttpServletRequest request) {
        String header = request.getHeader(DfsHeaders.CRC32C);
        try {
            return header == null ? null : Crc32c.valueOf(header);
        } catch (IllegalArgumentException e) {
            throw new DfsException(ErrorCode.INVALID_REQUEST, "%s: %s".formatted(DfsHeaders.CRC32C, e.getMessage()), e);
        }
    }

    /** Percent-encoded, so anything but printable ASCII is a mistake that would not survive the way back. */
    private static String origin(HttpServletRequest request) {
        String origin = request.getHeader(DfsHeaders.ORIGIN);
        if (origin == null) {
            return "";
        }
        if (!origin.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "%s has characters outside ASCII: percent-encode them".formatted(DfsHeaders.ORIGIN));
        }
        return origin;
    }
}
