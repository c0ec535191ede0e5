package io.github.qosflow.internal.windows;

import com.sun.jna.Structure;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What JNA makes of the structures of {@link QWave}. */
final class Layouts {
    static final List<Structure> STRUCTURES = List.of(
            new QWave.QOS_VERSION(),
            new QWave.QOS_FLOW_FUNDAMENTALS(),
            new QWave.QOS_FLOWRATE_OUTGOING(),
            new QWave.QOS_PACKET_PRIORITY());

    private Layouts() {}

    /** Field name to "offset size", read from JNA by writing a pattern: its own offsets are not public. */
    static Map<String, String> fields(Structure structure) throws ReflectiveOperationException {
        Map<String, String> fields = new TreeMap<>();
        for (Field field : structure.getClass().getFields()) {
            if (field.getDeclaringClass() == structure.getClass()) {
                fields.put(field.getName(), place(structure, field));
            }
        }
        return fields;
    }

    private static String place(Structure structure, Field field) throws ReflectiveOperationException {
        structure.clear();
        structure.read();
        if (field.getType() == long.class) {
            field.setLong(structure, -1);
        } else if (field.getType() == int.class) {
            field.setInt(structure, -1);
        } else {
            field.setShort(structure, (short) -1);
        }
        structure.write();
        byte[] bytes = structure.getPointer().getByteArray(0, structure.size());
        int first = 0;
        while (bytes[first] == 0) {
            first++;
        }
        int end = first;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return first + " " + (end - first);
    }
}
