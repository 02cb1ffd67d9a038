package io.dfs.metadata.node;

import io.dfs.common.api.Departure;
import io.dfs.common.api.Heartbeat;
import io.dfs.common.api.HeartbeatReply;
import io.dfs.common.api.NodeList;
import io.dfs.common.api.NodeRegistered;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.ServiceCaller;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/nodes")
class NodeController {

    private final Nodes nodes;
    private final Registrations registrations;
    private final Heartbeats heartbeats;
    private final Departures departures;
    private final ReplicaReports reports;

    NodeController(
            Nodes nodes,
            Registrations registrations,
            Heartbeats heartbeats,
            Departures departures,
            ReplicaReports reports) {
        this.nodes = nodes;
        this.registrations = registrations;
        this.heartbeats = heartbeats;
        this.departures = departures;
        this.reports = reports;
    }

    @GetMapping
    NodeList list() {
        return new NodeList(nodes.statuses());
    }

    @PostMapping
    NodeRegistered register(
            @RequestBody NodeRegistration registration,
            @RequestAttribute(ServiceCaller.REQUEST_ATTRIBUTE) ServiceCaller caller) {
        return registrations.register(registration, caller);
    }

    @PostMapping("/{id}/heartbeats")
    HeartbeatReply heartbeat(@PathVariable NodeId id, @RequestBody Heartbeat heartbeat) {
        return heartbeats.receive(id, heartbeat);
    }

    @PostMapping("/{id}/departure")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void depart(@PathVariable NodeId id, @RequestBody Departure departure) {
        departures.depart(id, departure);
    }

    @PostMapping("/{id}/verifications")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void verifications(@PathVariable NodeId id, @RequestBody List<ReplicaVerification> verifications) {
        reports.verified(id, verifications);
    }
}
