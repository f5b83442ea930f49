package org.gapferry.benchmarks;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * {@code EmptyJetty PORT [once]}: a server that knows nothing, on loopback. With {@code once} it asks itself and ends,
 * to archive its classes.
 */
public final class EmptyJetty {
    private EmptyJetty() {}

    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);
        server.start();
        if (arguments.length > 1) {
            URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
            HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
            server.stop();
        }
        server.join();
    }
}
