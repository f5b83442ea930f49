package org.gapferry.mirror.http;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a certificate that was replaced, without a restart. A file that is half written, or does not fit its key, is
 * said in the log and looked at again; until then the one before it is used.
 */
final class FollowedFiles extends AbstractLifeCycle {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedFiles.class);
    private static final long SECONDS = 2;

    private final Scheduler scheduler;
    private final TlsFiles files;
    private final SslContextFactory.Server tls;
    private @Nullable String used;
    private @Nullable String refused;

    FollowedFiles(Scheduler scheduler, TlsFiles files, SslContextFactory.Server tls) {
        this.scheduler = scheduler;
        this.files = files;
        this.tls = tls;
        this.used = stamp();
    }

    private String stamp() {
        return FileStamp.of(files.certificate()) + " " + FileStamp.of(files.key());
    }

    @Override
    protected void doStart() {
        scheduler.schedule(this::look, SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        String now = stamp();
        if (!now.equals(used) && !now.equals(refused)) {
            try {
                var store = files.load();
                tls.reload(factory -> factory.setKeyStore(store));
                used = now;
                LOG.info("reloaded the certificate {}", files.certificate());
            } catch (Exception e) {
                refused = now;
                LOG.warn("keeping the previous certificate: {}", e.getMessage());
            }
        }
        if (isRunning()) {
            scheduler.schedule(this::look, SECONDS, TimeUnit.SECONDS);
        }
    }
}
