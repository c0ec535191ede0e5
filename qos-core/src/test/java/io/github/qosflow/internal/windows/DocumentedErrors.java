package io.github.qosflow.internal.windows;

import java.util.Arrays;
import java.util.List;

/** The vendor's error lists (reference pages and header comments) as a matrix: a code, then the functions that have it. */
final class DocumentedErrors {
    private static final String MATRIX = """
               5  EN SF
               6  ST SP EN AD RM SF QF NF CA
               8  CH ST SP EN AD RM SF QF NF CA
              31  CH
              50  ST AD SF QF NF
              54  SF
              57  ST SP AD SF QF NF CA
              59  SF NF
              67  ST AD
              87  CH CL ST SP EN AD SF QF NF CA
             122  EN QF NF
             170  SF QF
             183  NF
             232  QF
             995  RM CA
             997  SF QF NF
            1068  CH
            1117  ST SP EN AD RM SF QF NF CA
            1164  ST SP EN AD RM SF QF NF CA
            1168  RM SF QF NF
            1225  AD
            1232  ST AD RM SF QF NF
            1237  SF QF
            1260  SF QF NF
            1450  CH ST SP EN AD RM SF QF NF CA
            1460  QF
            4309  CH
            """;

    private static final List<String> COLUMNS =
            List.of("CH", "CL", "ST", "SP", "EN", "AD", "RM", "SF", "QF", "NF", "CA");

    private DocumentedErrors() {}

    static List<Pair> all() {
        return MATRIX.lines()
                .flatMap(line -> pairs(line.strip().split(" +")).stream())
                .toList();
    }

    static List<Pair> of(QosFunction... functions) {
        List<QosFunction> wanted = List.of(functions);
        return all().stream().filter(pair -> wanted.contains(pair.function())).toList();
    }

    private static List<Pair> pairs(String[] words) {
        int code = Integer.parseInt(words[0]);
        return Arrays.stream(words)
                .skip(1)
                .map(word -> new Pair(QosFunction.values()[COLUMNS.indexOf(word)], code))
                .toList();
    }

    record Pair(QosFunction function, int code) {
        @Override
        public String toString() {
            return function.cName() + " " + code;
        }
    }
}
