package io.github.qosflow.examples.voip.location;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersTest {
    /** As {@code printf alice:home:secret | md5sum} and {@code sha256sum} say. */
    private static final String MD5 = "a04d8974e1f5016fcc94a91b1d0f4d9a";

    private static final String SHA = "a115efb38a5c3079590cb5f0db429eb38a27f2f956204ee9c58d606b1c89aa57";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("users");
    }

    private Users load(String... lines) throws IOException {
        Files.write(file, List.of(lines), UTF_8);
        return Users.load(file);
    }

    private String refused(String... lines) {
        IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> load(lines));
        return failure.getMessage().replace(file.toString(), "FILE");
    }

    @Test
    void readsWhatHtdigestWrites() throws Exception {
        Users users = load("# the home", "", "alice:home:" + MD5, "bob:home:" + MD5.toUpperCase(Locale.ROOT));
        assertEquals("home", users.realm());
        assertEquals(Set.of(Algorithm.MD5), users.algorithms());
        assertEquals(Optional.of(MD5), users.hash("alice", Algorithm.MD5));
        assertEquals(Optional.of(MD5), users.hash("bob", Algorithm.MD5));
        assertEquals(Optional.empty(), users.hash("alice", Algorithm.SHA_256));
        assertEquals(Optional.empty(), users.hash("carol", Algorithm.MD5));
        assertEquals(MD5, Algorithm.MD5.hash("alice", "home", "secret"));
    }

    @Test
    void whatAnEditorOfWindowsWritesIsTheSame() throws Exception {
        Files.writeString(file, "\uFEFFalice:home:" + MD5 + "\r\nbob:home:" + MD5 + "\r\n", UTF_8);
        Users users = Users.load(file);
        assertEquals(Optional.of(MD5), users.hash("alice", Algorithm.MD5));
        assertEquals(Optional.of(MD5), users.hash("bob", Algorithm.MD5));
    }

    @Test
    void aLongHashIsOneOfSha256() throws Exception {
        Users users = load("alice:home:" + MD5, "alice:home:" + SHA);
        assertEquals(List.of(Algorithm.SHA_256, Algorithm.MD5), List.copyOf(users.algorithms()));
        assertEquals(Optional.of(SHA), users.hash("alice", Algorithm.SHA_256));
        assertEquals(SHA, Algorithm.SHA_256.hash("alice", "home", "secret"));
    }

    @Test
    void aWrongLineIsNamedButNotShown() {
        String expected = "FILE, line 2: must be user:realm:hash in UTF-8, the hash as 32 or 64 hexadecimal digits";
        assertEquals(expected, refused("alice:home:" + MD5, "bob:secret"));
        assertEquals(expected, refused("alice:home:" + MD5, "bob:home:secret"));
        assertEquals(expected, refused("alice:home:" + MD5, "bob:home:" + MD5 + "0"));
        assertEquals(expected, refused("alice:home:" + MD5, ":home:" + MD5));
        assertEquals(expected, refused("alice:home:" + MD5, "bob::" + MD5));
        assertEquals(expected, refused("alice:home:" + MD5, "bob:ho\"me:" + MD5));
    }

    @Test
    void whatIsNotUtf8IsAWrongLine() throws Exception {
        Files.write(file, new byte[] {'#', '\n', (byte) 0xE4, ':', 'h', ':'});
        IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> Users.load(file));
        assertEquals(
                file + ", line 2: must be user:realm:hash in UTF-8, the hash as 32 or 64 hexadecimal digits",
                failure.getMessage());
    }

    @Test
    void contradictionsAreNamed() {
        assertEquals(
                "FILE, line 2: the realm is another one than before",
                refused("alice:home:" + MD5, "bob:office:" + MD5));
        assertEquals(
                "FILE, line 2: alice has a hash of MD5 already", refused("alice:home:" + MD5, "alice:home:" + MD5));
        assertEquals("FILE: holds no user", refused("# nobody"));
    }

    @Test
    void whoCannotAnswerEveryChallengeIsNamed() {
        assertEquals("FILE: bob has [SHA-256], another user [MD5]", refused("bob:home:" + SHA, "alice:home:" + MD5));
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        NoSuchFileException failure = assertThrows(NoSuchFileException.class, () -> Users.load(file));
        assertEquals(file.toString(), failure.getFile());
    }

    @Test
    void showsNoHash() throws Exception {
        assertEquals("1 users of " + file, load("alice:home:" + MD5).toString());
    }
}
