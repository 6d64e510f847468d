"""What mail systems say when they do not deliver, by reason: the first line of the table that fits counts.

Entries are compared as `folded` makes them: lower case, words set apart by single blanks, each the beginning of words
(`block` fits "blocked"). They stand in the order in which they outweigh each other.
"""

import re

from .inbound import Reason
from .persian import fold
from .wordlist import words

_BETWEEN = re.compile(r"[^\w]+")
_IDEOGRAPHS = "\u2e80"  # from here on scripts do not set words apart


def folded(text: str) -> str:
    """Words in lower case with one blank before each and one at the end."""
    return f" {_BETWEEN.sub(' ', fold(text)).strip()} "


def _said(text: str) -> tuple[str, ...]:
    entries = (folded(entry).rstrip() for entry in words(text))
    return tuple(entry.lstrip() if entry[1] >= _IDEOGRAPHS else entry for entry in entries)


PHRASES: tuple[tuple[Reason, tuple[str, ...]], ...] = (
    (Reason.TOO_BIG, _said("""
        of your message exceeds | exceeds size limit | exceeds the size | exceeds the maximum size | message exceeds
        message too large | message is too large | message size exceeds | message too big | message is too big
        message was too large | message length exceeds | mail size limit | exceeds maximum message size
        exceeds fixed maximum | maximum message size | message size limit | larger than the current system limit
        message file too big | size of the message | mail is too large | nachricht ist zu groß
        message trop volumineux | recipsizelimit | message body too large | message exceeded max
        larger than the limit | data size exceeded | input is too large | content length exceeds
        exceeded maximum inbound message size | حجم نامه
    """)),
    (Reason.MAILBOX_FULL, _said("""
        storage space in mailbox | not have enough space | not enough space | not enough storage | enough room
        mailbox full | mailbox is full | mailbox for user is full | inbox is full | folder is full
        mailfolder is full | mailbox exceeds | mailbox size | mailbox has exceeded | mailbox quota | quota
        over quota | overquota | out of storage | storage full | storage is full | exceeded storage
        storage allocation | storage limit | account is full | user is full | is over the limit | boîte pleine
        boite pleine | postfach ist voll | postfach voll | buzón lleno | casella piena | caixa cheia
        exceed the limit of mailbox | user full | user has too many messages | mail box full | mailbox is almost full
        maximum number of messages in | not enough space in mailbox | recipient overquota
        too many mails on the server | ящик переполнен | صندوق پستی پر | صندوق پر است | 邮箱已满 | 空间已满
        メールボックスがいっぱい
    """)),
    (Reason.VIRUS, _said("""
        virus | infected | malware | trojan | worm was | eicar | mcspamsignature | dangerous attachment
    """)),
    (Reason.SPAM, _said("""
        spam classification | due to spam | spam detected | detected as spam | classified as spam | identified as spam
        considered spam | message content rejected
    """)),
    (Reason.AUTHENTICATION, _said("""
        spf | dmarc | dkim | sender policy framework | unauthenticated email | unauthenticated mail
        authentication information | authentication checks failed | email authentication | sender id
        sender is unauthenticated | domainkeys | arc validation
    """)),
    (Reason.RATE, _said("""
        daily limit | reached your limit | reached your daily | limit for message recipients | rate limit | ratelimit
        rate limited | rate exceeded | too many connections | too many concurrent | too many recipients this hour
        has sent to too many | sent too many | too many messages | too many emails | frequency limited | throttl
        too fast | too much mail | connection limit | connections exceeded | unusual rate | at a rate that
        daily sending | sending limit | sending quota | hourly limit | exceeded the max | exceeded the rate
        too many recipients | mail rate | connection rate | max connections
    """)),
    (Reason.SUSPENDED, _said("""
        account is disabled | account disabled | account has been disabled | is disabled | been disabled | disabled
        account suspended | is suspended | been suspended | user suspended | mailbox suspended | deactivated
        is inactive | inactive | account is locked | is locked | been locked | not active | account is blocked
        recipient account is blocked | mailbox is frozen | mailbox frozen | account is closed | account closed
        account expired | account is expired | mailbox temporarily closed | temporarily unavailable user
        permanently deferred user | compte du destinataire est bloque | konto gesperrt | حساب مسدود | غیرفعال
        غیر فعال
    """)),
    (Reason.RELAY, _said("""
        relay access denied | relaying denied | relaying is denied | relay denied | relaying not allowed
        relay not permitted | not permitted to relay | unable to relay | cannot relay | no relaying | relay prohibited
        relaying prohibited | relaying is prohibited | relay not allowed | we do not relay | not relay | rcpthosts
        relay mail | relaying mail | relay operation | is not a known gateway | relaying blocked | not a relay
        not a permitted relay
    """)),
    (Reason.NO_MAIL_TAKEN, _said("""
        null mx | nullmx | doesn t receive email | does not receive email | does not accept mail
        does not accept email | doesn t accept mail | not accepting network messages | host does not accept
        domain does not accept | find a mail exchanger or ip | does not accept any mail
    """)),
    (Reason.SPAM, _said("""
        blacklisted url | spam detected | considered spam | classified as spam | spam message | spam content
        spam mail | spam classification | identified as spam | looks like spam | as spam | is spam | suspected spam
        spam score | unsolicited | ube | uce | phish | message content rejected | content rejected
        rejected due to content | spam filter | anti spam | antispam | spamassassin | bulk mail | mail rejete
        not appear to be legitimate | likely suspicious | spam or virus | هرزنامه | اسپم | スパム | 垃圾邮件
    """)),
    (Reason.BLOCKED, _said("""
        reverse dns | ptr | rdns | ip name lookup failed | cannot find your hostname
        cannot find your reverse hostname | unverifyable sending | unverifiable sending | fix reverse | no reverse
        hostname lookup | valid hostname | blacklist | black list | blocklist | block list | denylist | dnsbl | rbl
        spamhaus | spamcop | uribl | surbl | barracuda | sorbs | banned | reputation | user complaints | your ip
        ip address | source ip | sending ip | client host | host rejected | host blocked | blocked using | blocked for
        is listed in | are listed in | listed at | listed by | has been listed | helo | ehlo | my name was rejected
        invalid domain name | not accepting connections | connection rejected | spamming | your server | your host
        your network | you are not allowed to connect | dynamic ip | open proxy | rejected connection
        refused to talk to me | too many errors | not accept mail from ip | mail from your | bad ip
        unknown host address | blocked ip
    """)),
    (Reason.SPAM, _said("spam | junk | probability of")),
    (Reason.SENDER, _said("""
        allowed senders | allowed sender | senders list | sender rejected | sender address rejected
        sender was rejected | sender denied | domain of sender | sender domain | sender verify | sender verification
        sender address | invalid sender | bad sender | unroutable sender | sender is not allowed | sender not allowed
        senders not | sender unknown | sender does not exist | sender is not | originator
        purported responsible address | from address | accept mail from | accepting mail from
        accepting messages from | permission to post | not able to post | post messages to the group | allowed to post
        not a member | members only | not on the list of | restricted sender | not allowed to send
        permission to send | not a registered | only accept mail from | envelope sender | sendernotauthenticated
    """)),
    (Reason.NO_SUCH_HOST, _said("""
        no mx | mx or a record | dns domain | domain nonexistent | host unknown | unknown host | domain not found
        no such domain | unknown domain | host not found | nxdomain | name or service not known
        domain name not found | domain does not exist | unrouteable | unroutable | unresolvable | no such host
        find any host | name server host not found | non existent domain | dns lookup | invalid domain
        bad destination system | illegal host domain | mx record | mx lookup | mx for | had no relevant answers
        all relevant mx records | no route found to domain | cannot resolve | can not resolve | could not be resolved
        domain couldn t be found | domain could not be | domain couldn | domain isn | bad address syntax domain
        lookup failure | dns error | the name was not found at the remote site | host or domain name not found
        unable to find domain | دامنه پیدا نشد | دامنه یافت نشد
    """)),
    (Reason.MOVED, _said("""
        has moved | user moved | mailbox moved | address has changed | changed address | new address
        not our customer | not our user | no longer works | no longer with | left the company | no forwarding address
        user not local please try | has been replaced | address is no longer in use | retired address
    """)),
    (Reason.NO_SUCH_USER, _said("""
        address couldn t be found | you entered couldn t be found | user unknown | unknown user | no such user
        unknown recipient | recipient unknown | no such recipient | user not found | recipient not found
        recipientnotfound | recipnotfound | mailbox not found | no mailbox | no such mailbox | mailbox does not exist
        does not exist | doesn t exist | do not exist | not exist | not listed in | not a valid mailbox
        invalid mailbox | invalid recipient | invalid address | invalid user | unknown address | address unknown
        unknown local | unknown mailbox | no account | unknown account | account not found | not a valid user
        not valid user | user doesn t have | doesn t have a | does not have a | not have an account | no such address
        no such person | no such account | unknown or illegal | recipient name is not recognized
        name is not recognized | user invalid | bad recipient | bad destination mailbox | mailbox unavailable
        mailbox not available | address not found | not found at | address rejected access denied | there is no one
        no one by that name | no user | isn t a valid | is not a valid | is not known | not known here | not known at
        not a known user | not our | address invalid | account that you tried to reach does not
        final delivery userid | alias not found | no mail box | recipient is not | no longer available
        no longer valid | no longer exists | is no longer | user is unknown | unknown or invalid
        destinataire invalide | adresse inconnue | utilisateur inconnu | empfänger unbekannt | benutzer unbekannt
        usuario desconocido | utente sconosciuto | destinatario sconosciuto | gebruiker onbekend
        usuário desconhecido | nie istnieje | not in directory | in local recipient table
        check if address is correct | user does not | mailbox invalid | local user | addressee unknown | ne postoji
        directory entry | کاربر یافت نشد | کاربر وجود ندارد | چنین کاربری | نشانی وجود ندارد | آدرس وجود ندارد
        gibt es nicht | не существует | пользователь не найден | 用户不存在 | 宛先不明 | ユーザーが見つかりません
        見つかりません | 存在しません
    """)),
    (Reason.SYSTEM_FULL, _said("""
        insufficient system storage | insufficient disk | insufficient storage | disk full | disk is full
        no space left | file system full | file system is full | out of memory | system full | system storage
        system resources | insufficient resources | low on disk | queue file write error
    """)),
    (Reason.CONTENT, _said("""
        linefeed | line feed | invalid characters | invalidcharacters | invalid header | rfc 5322 | rfc 2822 | rfc 822
        rfc compliant | multiple subject | duplicate header | header error | header missing | missing header
        media error | media not supported | 8 bit data | 8bit | mime error | malformed header | malformed message
        attachment | attachments | file extension | content error | invalid content | bare lf | line too long
        line limit exceeded | lines longer than | multiple addresses in from | bare cr | message is not valid
        invalid message | message header | unsupported content | invalid encoding
    """)),
    (Reason.PROTOCOL, _said("""
        syntax error | improper sequence | bad sequence | sequence of commands | command unrecognized
        unrecognized command | unknown command | command not | not implemented | malformed address | protocol error
        need rcpt | need mail | pipelining | protocol violation
    """)),
    (Reason.EXPIRED, _said("retry timeout exceeded | retry time not reached")),
    (Reason.NETWORK, _said("""
        tls is required | tls was not | not offered by host | connection timed out | timed out | timeout
        connection refused | no route to host | network is unreachable | unreachable | not reachable
        could not connect | couldn t connect | failed to connect | unable to connect | can t connect | cannot connect
        connection reset | lost connection | connection closed | connection lost | connection dropped
        connection failed | connection was | dns query failed | hop count | too many hops | routing loop | mail loop
        mail loops | loops back | loop detected | looping | establish an smtp connection
        accept our requests to connect | no answer from | host is down | no smtp connection got | temporarily deferred
        name server | host name lookup failure | error in dns | bad connection | does not support tls | tls handshake
        tls negotiation | tls required | starttls | certificate | conversation with
    """)),
    (Reason.SYSTEM, _said("""
        local problem | temporary problem | incorrectly configured | misconfigur | system error | server error
        internal error | local error | configuration error | mailer error | error in processing | command output
        exit status | child status | exited | ldap | i o error | cannot open | can t open | can t create
        cannot create | temporary failure | local configuration | delivery program | program failed | pipe to
        broken pipe | database | system not | unable to process | service unavailable | service refused
        problem occurred | does not support | service not available | software error | segmentation
        could not complete | recipient error | unable to write | directory server | cannot update | killed | signal
        lmtp | couldn t be executed
    """)),
    (Reason.EXPIRED, _said("""
        message expired | queue expired | delivery time expired | retry timeout | retry time not reached | retry time
        giving up | failing for a long time | for a long time | too old | queue too long | queue for too long
        in the queue too long | unable to deliver in | could not be delivered for | for the last | delivery timed out
        retried for | attempts | not delivered after | cannot send message for | could not send message for
        message timed out | expired | has stopped trying | after trying for | undeliverable after | no longer be tried
        could not be delivered within | could not find a gateway | tried for
    """)),
    (Reason.POLICY, _said("""
        greylist | graylist | grey list | policy | policies | prohibited | not allowed | not permitted | access denied
        not authorized | not authorised | unauthorized | security | authentication required | authrequired
        administratively | administrative | restricted | restriction | permission | ipfilter | potential
    """)),
    (Reason.NO_SUCH_USER, _said("address rejected | recipient rejected | recipient refused | rcpt failed")),
    (Reason.POLICY, _said("""
        refused | rejected | denied | block | filtered | not accepted | protected | refuse | not accept
    """)),
)  # fmt: skip
