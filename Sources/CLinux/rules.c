#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clinux.h"

int linux_packet_rule_events(void) {
    int result = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_NETFILTER);
    if (result < 0) return -errno;
    int group = NFNLGRP_NFTABLES;
    struct sockaddr_nl address = {.nl_family = AF_NETLINK};
    if (bind(result, (struct sockaddr *)&address, sizeof address) < 0
        || setsockopt(result, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) < 0) {
        int reason = errno;
        close(result);
        return -reason;
    }
    return result;
}

/// Whether the message says that something of `table` was deleted. The first attribute of all of these names the table.
static int is_loss(const struct nlmsghdr *message, const char *table) {
    if (NFNL_SUBSYS_ID(message->nlmsg_type) != NFNL_SUBSYS_NFTABLES) return 0;
    switch (NFNL_MSG_TYPE(message->nlmsg_type)) {
    case NFT_MSG_DELTABLE: case NFT_MSG_DELCHAIN: case NFT_MSG_DELRULE: case NFT_MSG_DELSET: break;
    default: return 0;
    }
    size_t start = NLMSG_SPACE(sizeof(struct nfgenmsg));
    if (message->nlmsg_len < start + sizeof(struct nlattr)) return 0;
    const struct nlattr *attribute = (const struct nlattr *)((const char *)message + start);
    if ((attribute->nla_type & NLA_TYPE_MASK) != NFTA_TABLE_NAME) return 0;
    size_t length = strlen(table) + 1;
    return attribute->nla_len == NLA_HDRLEN + length && message->nlmsg_len >= start + attribute->nla_len
        && memcmp((const char *)attribute + NLA_HDRLEN, table, length) == 0;
}

int linux_packet_rules_lost(int socket, const char *table) {
    _Alignas(struct nlmsghdr) char buffer[32768];
    int lost = 0;
    for (;;) {
        ssize_t count = recv(socket, buffer, sizeof buffer, MSG_TRUNC);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == ENOBUFS) {
            lost = 1;
            continue;
        }
        if (count < 0) return lost;
        if ((size_t)count > sizeof buffer) {
            lost = 1;
            continue;
        }
        // Signed, as the macros count on it: it may go below zero with the last message.
        int left = (int)count;
        for (const struct nlmsghdr *message = (const struct nlmsghdr *)buffer; NLMSG_OK(message, left);
             message = NLMSG_NEXT(message, left))
            lost |= is_loss(message, table);
    }
}
