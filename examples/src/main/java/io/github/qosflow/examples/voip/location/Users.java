package io.github.qosflow.examples.voip.location;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may use the server: {@code user:realm:hash} in each line, as Apache's {@code htdigest} writes them. The hash is that of
 * {@code user:realm:password}, as 32 hexadecimal digits for MD5 or 64 for SHA-256, of which a user may have a line each
 * ({@code printf alice:home:secret | sha256sum}). All lines have the same realm, all users the same kinds of hash, since a phone is
 * asked for its password before it says whose. Empty lines, and those that begin with {@code #}, do not count.
 */
public final class Users {
    private static final Pattern LINE = Pattern.compile(
            "([^:\\p{Cntrl}\\uFFFD]+):([^:\"\\\\\\p{Cntrl}\\uFFFD]+):(\\p{XDigit}{32}|\\p{XDigit}{64})");

    private static final int MD5_DIGITS = 32;

    private final Path file;
    private final Map<String, Map<Algorithm, String>> hashes = new TreeMap<>();
    private String realm = "";

    private Users(Path file) {
        this.file = file;
    }

    /**
     * Reads a file of users.
     *
     * @param file in the format above, in UTF-8
     * @return the users
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if a line is wrong; it names file and line, but not what is in it
     */
    public static Users load(Path file) throws IOException {
        Users users = new Users(file);
        // editors of Windows begin a file with a byte order mark
        String text = new String(Files.readAllBytes(file), UTF_8).replaceFirst("^\uFEFF", "");
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank() && !lines.get(i).startsWith("#")) {
                users.add(lines.get(i), file + ", line " + (i + 1) + ": ");
            }
        }
        require(!users.hashes.isEmpty(), file + ": holds no user");
        users.hashes.forEach((user, kinds) -> require(
                kinds.keySet().equals(users.algorithms()),
                file + ": " + user + " has " + kinds.keySet() + ", another user " + users.algorithms()));
        return users;
    }

    private void add(String line, String where) {
        Matcher matcher = LINE.matcher(line);
        require(matcher.matches(), where + "must be user:realm:hash in UTF-8, the hash as 32 or 64 hexadecimal digits");
        String user = matcher.group(1);
        require(realm.isEmpty() || realm.equals(matcher.group(2)), where + "the realm is another one than before");
        realm = matcher.group(2);
        Algorithm algorithm = matcher.group(3).length() == MD5_DIGITS ? Algorithm.MD5 : Algorithm.SHA_256;
        String before = hashes.computeIfAbsent(user, none -> new EnumMap<>(Algorithm.class))
                .put(algorithm, matcher.group(3).toLowerCase(Locale.ROOT));
        require(before == null, where + user + " has a hash of " + algorithm + " already");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** What there are hashes of, the best first. */
    Set<Algorithm> algorithms() {
        return hashes.values().iterator().next().keySet();
    }

    String realm() {
        return realm;
    }

    Optional<String> hash(String user, Algorithm algorithm) {
        return Optional.ofNullable(hashes.getOrDefault(user, Map.of()).get(algorithm));
    }

    @Override
    public String toString() {
        return hashes.size() + " users of " + file;
    }
}
