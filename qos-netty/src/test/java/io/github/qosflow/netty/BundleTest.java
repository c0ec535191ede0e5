package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Qos;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;

/** What OSGi reads in the manifests. */
class BundleTest {
    @Test
    void theHandlersBundleTakesNettyOfBothLinesAndMicrometerIfItIsThere() throws IOException {
        Attributes manifest = manifestOf(QosHandler.class);

        assertEquals("io.github.qosflow.qos-netty", manifest.getValue("Bundle-SymbolicName"));
        assertTrue(manifest.getValue("Export-Package").startsWith("io.github.qosflow.netty;"));
        String imports = manifest.getValue("Import-Package");
        assertTrue(imports.contains("io.netty.channel;version=\"[4.1,5)\""), imports);
        assertTrue(imports.contains("io.micrometer.core.instrument;version=\"[1,2)\";resolution:=optional"), imports);
        assertTrue(imports.contains("io.github.qosflow;version"), imports);
    }

    @Test
    void theCoresBundleKeepsItsInsidesToItself() throws IOException {
        Attributes manifest = manifestOf(Qos.class);

        assertEquals("io.github.qosflow.qos-core", manifest.getValue("Bundle-SymbolicName"));
        String exports = manifest.getValue("Export-Package");
        assertTrue(exports.contains("io.github.qosflow.testing"), exports);
        assertTrue(!exports.contains("internal"), exports);
    }

    private static Attributes manifestOf(Class<?> type) throws IOException {
        String location =
                type.getProtectionDomain().getCodeSource().getLocation().toString();
        URL manifest = new URL(
                location.endsWith(".jar")
                        ? "jar:" + location + "!/META-INF/MANIFEST.MF"
                        : location + "META-INF/MANIFEST.MF");
        try (InputStream in = manifest.openStream()) {
            return new Manifest(in).getMainAttributes();
        }
    }
}
