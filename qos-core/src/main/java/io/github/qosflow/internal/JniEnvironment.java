package io.github.qosflow.internal;

import com.sun.jna.Function;
import com.sun.jna.JNIEnv;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.File;
import java.util.Map;

/**
 * A few functions of JNI's table, called through JNA: the JVM's own door to members that {@code java.base} does not
 * open, without JVM flags. Slot numbers are those of the JNI specification, chapter 4, and never change.
 *
 * <p>Every object handed in must be of the class its method or field was looked up in; JNI does not check.
 */
final class JniEnvironment {
    private static final int JNI_VERSION_1_8 = 0x00010008;
    private static final int GET_ENV = 6;
    private static final int GET_METHOD_ID = 33;
    private static final int CALL_OBJECT_METHOD_A = 36;
    private static final int CALL_INT_METHOD_A = 51;
    private static final int GET_FIELD_ID = 94;
    private static final int GET_INT_FIELD = 100;
    private static final Map<String, Object> OBJECTS = Map.of(Library.OPTION_ALLOW_OBJECTS, true);

    private final Function getMethodId;
    private final Function getFieldId;
    private final Function callObjectMethod;
    private final Function callIntMethod;
    private final Function getIntField;

    /** Finds the table; throws UnsatisfiedLinkError where the JVM does not export it. */
    JniEnvironment() {
        Pointer table = table();
        getMethodId = slot(table, GET_METHOD_ID);
        getFieldId = slot(table, GET_FIELD_ID);
        callObjectMethod = slot(table, CALL_OBJECT_METHOD_A);
        callIntMethod = slot(table, CALL_INT_METHOD_A);
        getIntField = slot(table, GET_INT_FIELD);
    }

    /** An instance method; throws NoSuchMethodError where this JDK has none of the name. */
    Pointer method(Class<?> owner, String name, String signature) {
        return (Pointer) getMethodId.invoke(Pointer.class, arguments(owner, name, signature), OBJECTS);
    }

    /** An instance field; throws NoSuchFieldError where this JDK has none of the name. */
    Pointer field(Class<?> owner, String name, String signature) {
        return (Pointer) getFieldId.invoke(Pointer.class, arguments(owner, name, signature), OBJECTS);
    }

    Object callObject(Object target, Pointer method) {
        return callObjectMethod.invoke(Object.class, arguments(target, method, Pointer.NULL), OBJECTS);
    }

    int callInt(Object target, Pointer method) {
        return (Integer) callIntMethod.invoke(Integer.TYPE, arguments(target, method, Pointer.NULL), OBJECTS);
    }

    int getInt(Object target, Pointer field) {
        return (Integer) getIntField.invoke(Integer.TYPE, arguments(target, field), OBJECTS);
    }

    private static Object[] arguments(Object... rest) {
        Object[] all = new Object[rest.length + 1];
        all[0] = JNIEnv.CURRENT;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    private static Function slot(Pointer table, int slot) {
        return Function.getFunction(table.getPointer((long) slot * Native.POINTER_SIZE));
    }

    private static Pointer table() {
        PointerByReference vm = new PointerByReference();
        IntByReference count = new IntByReference();
        jvm().getFunction("JNI_GetCreatedJavaVMs").invokeInt(new Object[] {vm, 1, count});
        Pointer invokeInterface = vm.getValue().getPointer(0);
        PointerByReference environment = new PointerByReference();
        int error =
                slot(invokeInterface, GET_ENV).invokeInt(new Object[] {vm.getValue(), environment, JNI_VERSION_1_8});
        if (error != 0) {
            throw new UnsatisfiedLinkError("GetEnv answered " + error);
        }
        return environment.getValue().getPointer(0);
    }

    private static NativeLibrary jvm() {
        if (!Platform.isWindows()) {
            return NativeLibrary.getProcess();
        }
        return NativeLibrary.getInstance(System.getProperty("java.home") + File.separator + "bin\\server\\jvm.dll");
    }
}
