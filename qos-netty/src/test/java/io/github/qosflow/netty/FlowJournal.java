package io.github.qosflow.netty;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who is in which flow of QOS2, and who was, read from the journal of the contract DLL. */
final class FlowJournal {
    private static final Pattern ADD =
            Pattern.compile("QOSAddSocketToFlow handle=(\\d+) socket=(\\d+) dest=(\\S+) .* -> ok flow=(\\d+)");
    private static final Pattern REMOVE =
            Pattern.compile("QOSRemoveSocketFromFlow handle=\\d+ socket=(\\d+) flow=(\\d+) .* -> ok( ended)?");
    private static final Pattern CLOSE = Pattern.compile("QOSCloseHandle handle=(\\d+) -> ok");

    /** By number. */
    private final Map<String, Flow> flows = new HashMap<>();

    private int mostFlows;
    private int mostMembers;

    static FlowJournal of(List<String> journal) {
        FlowJournal read = new FlowJournal();
        journal.forEach(read::read);
        return read;
    }

    private record Flow(String handle, Set<Member> members) {}

    private record Member(String socket, String destination) {}

    /** The next line. */
    void read(String line) {
        Matcher add = ADD.matcher(line);
        Matcher remove = REMOVE.matcher(line);
        Matcher close = CLOSE.matcher(line);
        if (add.matches()) {
            flows.computeIfAbsent(add.group(4), id -> new Flow(add.group(1), new HashSet<>()))
                    .members
                    .add(new Member(add.group(2), add.group(3)));
        } else if (remove.matches() && remove.group(3) != null) {
            flows.remove(remove.group(2));
        } else if (remove.matches()) {
            flows.get(remove.group(2)).members.removeIf(member -> member.socket.equals(remove.group(1)));
        } else if (close.matches()) {
            flows.values().removeIf(flow -> flow.handle.equals(close.group(1)));
        }
        mostFlows = Math.max(mostFlows, flows.size());
        mostMembers = Math.max(mostMembers, members());
    }

    int flows() {
        return flows.size();
    }

    /** In all flows together. */
    int members() {
        return flows.values().stream().mapToInt(flow -> flow.members.size()).sum();
    }

    int mostFlows() {
        return mostFlows;
    }

    int mostMembers() {
        return mostMembers;
    }

    /** Whether packets to this destination, such as 127.0.0.1:5004, are marked. */
    boolean contains(String destination) {
        return flows.values().stream()
                .flatMap(flow -> flow.members.stream())
                .anyMatch(member -> member.destination.equals(destination));
    }
}
