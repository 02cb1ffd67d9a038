package io.dfs.service.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AuditLineTest {

    private static final UUID ID = UUID.fromString("01a20485-6641-7b6a-ac96-de9e63e05aa5");
    private static final String TOKEN = "dfs_" + "aB3-_".repeat(8) + "xyz";

    static AuditLine line(@Nullable AuditTarget target) {
        return line("alice", target, null);
    }

    private static AuditLine line(String who, @Nullable AuditTarget target, @Nullable String detail) {
        return new AuditLine(
                Instant.parse("2026-11-28T12:00:00.123456Z"),
                ID,
                "req-1",
                new AuditCaller(who, "WRITER"),
                "10.1.2.3",
                "DELETE /api/v1/files",
                target,
                detail,
                200,
                "OK",
                17L);
    }

    private static JsonNode read(String json) {
        return Json.mapper().readTree(json);
    }

    @Test
    void isAnObjectWithWhoWhatFromWhereAndResult() {
        assertThat(line(AuditTarget.of(FilePath.valueOf("/in/Ünï 🎉"))).json()).isEqualTo("""
                {"at":"2026-11-28T12:00:00.123456Z","requestId":"req-1","id":"01a20485-6641-7b6a-ac96-de9e63e05aa5",\
                "who":"alice","role":"WRITER","from":"10.1.2.3","action":"DELETE /api/v1/files","target":"/in/Ünï 🎉",\
                "status":200,"result":"OK","durationMillis":17}""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a\n{\"who\":\"mallory\"}",
                "/a\r\n\"",
                "/\u001b[2K\u0007",
                "/a\u0085b\u2028c\u2029d",
                "/\u202egpj.exe",
                "/\u007f\u009b31m"
            })
    void noNameEndsTheLineOrMovesTheCursor(String path) {
        String json = line(AuditTarget.of(FilePath.valueOf(path))).json();

        assertThat(json.chars()).noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0x202e);
        assertThat(read(json).get("target").stringValue()).isEqualTo(path);
        assertThat(read(json).get("who").stringValue()).isEqualTo("alice");
    }

    @Test
    void aTokenThatStandsWhereANameBelongsIsNotWritten() {
        String signed = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl-_";

        String json = line("x" + TOKEN, AuditTarget.named("token " + TOKEN), signed + " " + TOKEN)
                .json();
        String paths = line(AuditTarget.of(
                        List.of(FilePath.valueOf("/" + TOKEN + "/a"), FilePath.valueOf("/" + TOKEN + "/b"))))
                .json();

        assertThat(json + paths)
                .doesNotContain(TOKEN)
                .doesNotContain("eyJhbGci")
                .contains("dfs_(secret)")
                .contains("eyJ(secret)");
    }

    @Test
    void namesThatOnlyBeginLikeATokenStay() {
        assertThat(line(AuditTarget.of(FilePath.valueOf("/dfs_release_notes.txt"))).json())
                .contains("/dfs_release_notes.txt");
    }

    @Test
    void ofManyPathsItHasTheFirstOnesTheirNumberAndTheDirectoryOfAll() {
        List<FilePath> paths = IntStream.range(0, 1000)
                .mapToObj(number -> FilePath.valueOf("/in/" + number % 7 + "/" + number))
                .toList();

        JsonNode json = read(line(AuditTarget.of(paths)).json());

        assertThat(json.get("target").stringValue()).isEqualTo("/in/0/0, /in/1/1, /in/2/2 and 997 more");
        assertThat(json.get("paths").intValue()).isEqualTo(1000);
        assertThat(json.get("below").stringValue()).isEqualTo("/in");
    }

    @Test
    void isBoundedHoweverLongTheNamesAre() {
        FilePath longest = FilePath.valueOf(("/" + "ü".repeat(127)).repeat(16));
        String detail = "d".repeat(100_000);

        String json = line("alice", AuditTarget.of(List.of(longest, longest, longest, longest)), detail)
                .json();

        assertThat(json.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(10_000);
    }

    @Test
    void halfACharacterIsNoReasonToLoseTheLine() {
        assertThat(read(line("alice", AuditTarget.named("a\ud800b"), "\udfff").json())
                        .get("target")
                        .stringValue())
                .isEqualTo("a?b");
    }

    @Test
    void aCutTextHasNoHalfCharacterAtItsEnd() {
        assertThat(AuditTarget.cut("ab🎉cd", 4)).isEqualTo("ab…");
    }
}
