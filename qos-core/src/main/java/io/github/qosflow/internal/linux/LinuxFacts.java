package io.github.qosflow.internal.linux;

import io.github.qosflow.QosDiagnosis.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Linux says of itself and of the rights of this process; proc(5), capabilities(7). */
final class LinuxFacts {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path SETTINGS = Path.of("/proc/sys/net");
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_NET_RAW = 13;
    private static final int HEXADECIMAL = 16;
    /** JDK-8303509: the first one whose IP_TOS marks the IPv4 packets of a TCP socket. */
    private static final int MARKS_IPV4 = 21;

    private LinuxFacts() {}

    static List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        String system = System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch");
        findings.add(new Finding("system", system));
        if (Runtime.version().feature() < MARKS_IPV4) {
            findings.add(
                    new Finding(
                            "java",
                            "StandardSocketOptions.IP_TOS of this JDK leaves the IPv4 packets of dual-stack TCP sockets unmarked (JDK-8303509); a flow marks them"));
        }
        findings.add(new Finding("rights", rights(lines(STATUS))));
        setting("core/default_qdisc").ifPresent(qdisc -> findings.add(new Finding("default qdisc", qdisc)));
        setting("ipv4/tcp_congestion_control")
                .ifPresent(control -> findings.add(new Finding("congestion control", control)));
        return findings;
    }

    /** Decides from the lines of /proc/self/status. */
    static String rights(List<String> status) {
        Optional<String> user = value(status, "Uid:");
        Optional<String> effective = value(status, "CapEff:");
        if (user.isEmpty() || effective.isEmpty()) {
            return "unknown: /proc/self/status cannot be read";
        }
        long capabilities = Long.parseUnsignedLong(effective.get(), HEXADECIMAL);
        return "user " + user.get() + ", CAP_NET_ADMIN " + has(capabilities, CAP_NET_ADMIN) + ", CAP_NET_RAW "
                + has(capabilities, CAP_NET_RAW) + "; marking needs neither";
    }

    private static String has(long capabilities, int bit) {
        return (capabilities >> bit & 1) == 1 ? "yes" : "no";
    }

    private static Optional<String> value(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().split("\\s+", 2)[0])
                .findFirst();
    }

    private static Optional<String> setting(String name) {
        return lines(SETTINGS.resolve(name)).stream().findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
