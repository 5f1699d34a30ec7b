<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>SSO Tray</name>
    <message>
        <source> Locked settings: {locked}.</source>
        <translation> Sie sperrt: {locked}.</translation>
    </message>
    <message>
        <source> through proxy {proxy}</source>
        <translation> über den Proxy {proxy}</translation>
    </message>
    <message>
        <source> in {region}</source>
        <translation> in {region}</translation>
    </message>
    <message>
        <source>, code {code}</source>
        <translation> mit dem Code {code}</translation>
    </message>
    <message>
        <source>&amp;Access portal URL</source>
        <translation>&amp;Adresse des Zugriffsportals</translation>
    </message>
    <message>
        <source>, and tools use this profile by default</source>
        <translation>, und Werkzeuge nehmen dieses Profil, wenn nichts anderes gesagt ist</translation>
    </message>
    <message>
        <source>; did you mean “guards”?</source>
        <translation>; gemeint ist vielleicht „guards“</translation>
    </message>
    <message>
        <source>; did you mean “{near}”?</source>
        <translation>; gemeint ist vielleicht „{near}“</translation>
    </message>
    <message>
        <source>Federation link</source>
        <translation>Federation-Link</translation>
    </message>
    <message>
        <source>A PEM file to trust instead of the system&apos;s certificates. Leave empty to use AWS_CA_BUNDLE or the system&apos;s.</source>
        <translation>Eine Datei mit Zertifikaten, denen statt denen des Systems vertraut wird. Leer: AWS_CA_BUNDLE, oder was das System für vertrauenswürdig hält.</translation>
    </message>
    <message>
        <source>Protected role</source>
        <translation>Geschützte Rolle</translation>
    </message>
    <message>
        <source>Enter a profile name.</source>
        <translation>Geben Sie einen Profilnamen ein.</translation>
    </message>
    <message>
        <source>A program</source>
        <translation>Ein Programm</translation>
    </message>
    <message>
        <source>A proxy starts with http:// or https://</source>
        <translation>Ein Proxy beginnt mit http:// oder https://</translation>
    </message>
    <message>
        <source>A proxy presents its own certificate instead of AWS&apos;s. Your CA bundle trusts it, so tools that use AWS_CA_BUNDLE work.</source>
        <translation>Ein Proxy zeigt statt AWS sein eigenes Zertifikat. Die Datei mit Zertifizierungsstellen, die Sie nennen, bürgt dafür; Werkzeuge, die AWS_CA_BUNDLE beachten, funktionieren also.</translation>
    </message>
    <message>
        <source>If your company&apos;s proxy inspects TLS, set AWS_CA_BUNDLE to its certificate. A wrong clock or a network sign-in page can also cause this.</source>
        <translation>Ein Proxy, der TLS untersucht, braucht hier Vertrauen in seine Zertifizierungsstelle: Nennen Sie sie in AWS_CA_BUNDLE. Eine falsche Uhr sieht genauso aus, ebenso ein Netz, das zuerst eine eigene Anmeldung will.</translation>
    </message>
    <message>
        <source>A TLS-inspecting proxy uses its own certificate, and {missing} trusts it.</source>
        <translation>Ein Proxy, der Verbindungen untersucht, zeigt sein eigenes Zertifikat; {missing} bürgt dafür.</translation>
    </message>
    <message>
        <source>A role can be used without this file: --as keys.</source>
        <translation>Eine Rolle lässt sich auch ohne diese Datei verwenden: --as keys.</translation>
    </message>
    <message>
        <source>A role can be used without this file: --as process.</source>
        <translation>Eine Rolle lässt sich auch ohne diese Datei verwenden: --as process.</translation>
    </message>
    <message>
        <source>Roles you use as other profiles, including “default”, have no effect in this shell.</source>
        <translation>Eine Rolle, die für ein anderes Profil benutzt wird, auch für „default“, ist in dieser Shell nicht zu sehen.</translation>
    </message>
    <message>
        <source>A start URL starts with https, not http.</source>
        <translation>Eine Start-URL beginnt mit https, nicht mit http.</translation>
    </message>
    <message>
        <source>A start URL starts with https, not {scheme}.</source>
        <translation>Eine Start-URL beginnt mit https, nicht mit {scheme}.</translation>
    </message>
    <message>
        <source>A start URL doesn&apos;t contain a user name.</source>
        <translation>In einer Start-URL steht kein Benutzername.</translation>
    </message>
    <message>
        <source>Web identity variables are set: AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN.</source>
        <translation>Eine Web-Identität ist gesetzt: AWS_WEB_IDENTITY_TOKEN_FILE und AWS_ROLE_ARN.</translation>
    </message>
    <message>
        <source>AWS is throttling requests.</source>
        <translation>AWS bremst die Anfragen.</translation>
    </message>
    <message>
        <source>Couldn&apos;t reach AWS to {what}.</source>
        <translation>AWS war nicht zu erreichen ({what}).</translation>
    </message>
    <message>
        <source>AWS rejected the browser&apos;s response, or it came too late.</source>
        <translation>AWS hat die Antwort des Browsers nicht angenommen, oder nicht mehr.</translation>
    </message>
    <message>
        <source>AWS no longer accepts this sign-in.</source>
        <translation>AWS nimmt die Anmeldung nicht mehr an.</translation>
    </message>
    <message>
        <source>AWS can&apos;t find this account or role.</source>
        <translation>AWS findet dieses Konto oder diese Rolle nicht.</translation>
    </message>
    <message>
        <source>SSO Tray&apos;s registration with AWS has expired.</source>
        <translation>Die Registrierung von SSO Tray bei AWS ist abgelaufen.</translation>
    </message>
    <message>
        <source>AWS doesn&apos;t recognise this start URL in this region.</source>
        <translation>AWS kennt diese Start-URL in dieser Region nicht.</translation>
    </message>
    <message>
        <source>AWS files</source>
        <translation>AWS-Dateien</translation>
    </message>
    <message>
        <source>AWS had a problem and couldn&apos;t {what}.</source>
        <translation>AWS hat selbst ein Problem ({what}).</translation>
    </message>
    <message>
        <source>AWS keys are set in environment variables: {variables}.</source>
        <translation>AWS-Schlüssel stehen in der Umgebung: {variables}.</translation>
    </message>
    <message>
        <source>This sign-in can&apos;t be renewed and ends with its current token.</source>
        <translation>AWS lässt diese Anmeldung mit ihrem jetzigen Token enden und erneuert sie nicht mehr.</translation>
    </message>
    <message>
        <source>AWS refused SSO Tray&apos;s registration.</source>
        <translation>AWS hat die Registrierung von SSO Tray abgelehnt.</translation>
    </message>
    <message>
        <source>AWS refused the request to {what} ({code}).</source>
        <translation>AWS hat abgelehnt: {what} ({code}).</translation>
    </message>
    <message>
        <source>AWS rejects requests when the clock is more than five minutes off.</source>
        <translation>AWS lehnt signierte Aufrufe ab, die mehr als fünf Minuten abweichen.</translation>
    </message>
    <message>
        <source>AWS still accepts that, but not beyond five minutes.</source>
        <translation>AWS nimmt das noch hin; ab fünf Minuten nicht mehr.</translation>
    </message>
    <message>
        <source>AWS tools don&apos;t get the role from this profile. Use the role again, or stop using it.</source>
        <translation>AWS-Werkzeuge bekommen die Rolle dort nicht. Verwenden Sie sie noch einmal, oder geben Sie das Profil frei.</translation>
    </message>
    <message>
        <source>AWS tools expect a file there.</source>
        <translation>AWS-Werkzeuge erwarten dort eine Datei.</translation>
    </message>
    <message>
        <source>AWS tools expect a text file there.</source>
        <translation>AWS-Werkzeuge erwarten dort eine Textdatei.</translation>
    </message>
    <message>
        <source>AWS tools may read it, but SSO Tray doesn&apos;t edit files that large. Remove sections you no longer use.</source>
        <translation>AWS-Werkzeuge lesen sie vielleicht, aber SSO Tray ändert keine so großen Dateien. Entfernen Sie Abschnitte, die Sie nicht mehr brauchen.</translation>
    </message>
    <message>
        <source>AWS tools don&apos;t see your role for {profile} in {path}, but something else: {setting}, line {line}.</source>
        <translation>AWS-Werkzeuge sehen in {path} etwas anderes als die Rolle für {profile}: {setting}, Zeile {line}.</translation>
    </message>
    <message>
        <source>AWS tools fail when they use this profile.</source>
        <translation>AWS-Werkzeuge brechen ab, wenn sie dieses Profil benutzen.</translation>
    </message>
    <message>
        <source>AWS tools fail with “profile could not be found”.</source>
        <translation>AWS-Werkzeuge brechen mit „profile could not be found“ ab, bevor sie irgendetwas tun.</translation>
    </message>
    <message>
        <source>AWS_PROFILE and AWS_DEFAULT_PROFILE are set to different profiles.</source>
        <translation>AWS_PROFILE und AWS_DEFAULT_PROFILE nennen verschiedene Profile.</translation>
    </message>
    <message>
        <source>AWS_PROFILE isn&apos;t set, so tools use the default profile.</source>
        <translation>AWS_PROFILE ist nicht gesetzt: Werkzeuge nehmen das Profil default.</translation>
    </message>
    <message>
        <source>About SSO Tray</source>
        <translation>Über SSO Tray</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Account ID: {number}</source>
        <translation>Konto-ID: {number}</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>Konten</translation>
    </message>
    <message>
        <source>Accounts of {name}</source>
        <translation>Konten von {name}</translation>
    </message>
    <message>
        <source>Active profiles: {active}.</source>
        <translation>Aktive Profile: {active}.</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Activity table</source>
        <translation>Verlaufstabelle</translation>
    </message>
    <message>
        <source>Activity…</source>
        <translation>Verlauf…</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add --role with one of: {shown}.</source>
        <translation>Ergänzen Sie --role mit einer von: {shown}.</translation>
    </message>
    <message>
        <source>Add [sso-session {wanted}], or correct the name.</source>
        <translation>Ergänzen Sie [sso-session {wanted}], oder berichtigen Sie den Namen.</translation>
    </message>
    <message>
        <source>Add one to ~/.aws/config, or start SSO Tray to set it up.</source>
        <translation>Tragen Sie eine in ~/.aws/config ein, oder starten Sie SSO Tray und richten Sie sie dort ein.</translation>
    </message>
    <message>
        <source>Access portal URL</source>
        <translation>Adresse des Zugriffsportals</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Hinzufügen…</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
    <message>
        <source>After {host}/ comes the directory or instance ID.</source>
        <translation>Nach {host}/ folgt der Name des Verzeichnisses oder der Instanz.</translation>
    </message>
    <message>
        <source>AWS calls use HTTPS, so they bypass the proxy.</source>
        <translation>Alle Aufrufe an AWS sind HTTPS: Sie gehen am Proxy vorbei.</translation>
    </message>
    <message>
        <source>All profile names work in every tool.</source>
        <translation>Alle Profilnamen funktionieren in jedem SDK.</translation>
    </message>
    <message>
        <source>All section headers are valid.</source>
        <translation>Alle Abschnittsköpfe sind so, wie Werkzeuge sie erwarten.</translation>
    </message>
    <message>
        <source>All sessions</source>
        <translation>Alle Sitzungen</translation>
    </message>
    <message>
        <source>All sso-sessions are complete.</source>
        <translation>Alle sso-sessions sind vollständig.</translation>
    </message>
    <message>
        <source>Allow it in the SSO Tray window, then try again.</source>
        <translation>Erlauben Sie es im Fenster von SSO Tray, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>Allow it when asked, or change the rule in Settings.</source>
        <translation>Erlauben Sie es, wenn Sie gefragt werden, oder ändern Sie die Regel in den Einstellungen.</translation>
    </message>
    <message>
        <source>Allow once</source>
        <translation>Einmal erlauben</translation>
    </message>
    <message>
        <source>Approve the sign-in in your browser. This window continues automatically.</source>
        <translation>Erlauben Sie die Anmeldung in Ihrem Browser. Dieses Fenster geht von selbst weiter.</translation>
    </message>
    <message>
        <source>Make it writable: chmod u+w {path}. {way_out}</source>
        <translation>Machen Sie sie schreibbar: chmod u+w {path}. {way_out}</translation>
    </message>
    <message>
        <source>Always in the browser</source>
        <translation>Immer im Browser</translation>
    </message>
    <message>
        <source>Always with a code</source>
        <translation>Immer mit einem Code</translation>
    </message>
    <message>
        <source>Amber</source>
        <translation>Bernstein</translation>
    </message>
    <message>
        <source>An AWS tool was probably interrupted while writing it.</source>
        <translation>Ein AWS-Werkzeug wurde beim Schreiben unterbrochen, oder ein anderes Programm war es.</translation>
    </message>
    <message>
        <source>Shared with “aws sso login”, both ways.</source>
        <translation>In beide Richtungen mit „aws sso login“ geteilt.</translation>
    </message>
    <message>
        <source>Another SSO Tray is refreshing this sign-in.</source>
        <translation>Ein anderes SSO Tray frischt diese Anmeldung gerade auf.</translation>
    </message>
    <message>
        <source>Profile name</source>
        <translation>Profilname</translation>
    </message>
    <message>
        <source>Another program changed {setting} of profile {profile}: {path}, line {line}.</source>
        <translation>Ein anderes Programm hat {setting} des Profils {profile} geändert: {path}, Zeile {line}.</translation>
    </message>
    <message>
        <source>Another program is using that name. Sign out of Windows and back in.</source>
        <translation>Ein anderes Programm hat diesen Namen; melden Sie sich bei Windows ab und wieder an.</translation>
    </message>
    <message>
        <source>Another program removed {setting} of profile {profile} from {path}.</source>
        <translation>Ein anderes Programm hat {setting} des Profils {profile} aus {path} entfernt.</translation>
    </message>
    <message>
        <source>Another program is writing to it. Try again.</source>
        <translation>Ein anderes Programm schreibt sie gerade; versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Another tool wrote them, or they were pasted{by_default}.</source>
        <translation>Ein anderes Werkzeug hat sie geschrieben, oder sie wurden kopiert{by_default}.</translation>
    </message>
    <message>
        <source>Apr</source>
        <translation>Apr.</translation>
    </message>
    <message>
        <source>Same as system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Ask before use</source>
        <translation>Vor der Verwendung fragen</translation>
    </message>
    <message>
        <source>Ask each time a program requests keys</source>
        <translation>Jedes Mal fragen, wenn ein Programm Schlüssel anfordert</translation>
    </message>
    <message>
        <source>Ask your network team.</source>
        <translation>Fragen Sie Ihr Netzwerkteam.</translation>
    </message>
    <message>
        <source>Ask your network team for its CA certificate and set AWS_CA_BUNDLE to that file.</source>
        <translation>Fragen Sie, wer das Netz betreibt, nach der Zertifizierungsstelle, und nennen Sie sie in AWS_CA_BUNDLE.</translation>
    </message>
    <message>
        <source>Check with whoever sent it, or list your roles: sso-tray list</source>
        <translation>Fragen Sie, wer ihn geschickt hat, oder sehen Sie Ihre mit: sso-tray list</translation>
    </message>
    <message>
        <source>Ask your administrator, or refresh the accounts.</source>
        <translation>Fragen Sie Ihre Administration, oder aktualisieren Sie die Konten.</translation>
    </message>
    <message>
        <source>Too many requests.</source>
        <translation>Zu viele Anfragen.</translation>
    </message>
    <message>
        <source>Getting a code…</source>
        <translation>Ein Code wird geholt…</translation>
    </message>
    <message>
        <source>Aug</source>
        <translation>Aug.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>On its own it has no effect. It&apos;s probably left over from earlier keys.</source>
        <translation>Das allein bewirkt nichts; es ist von Schlüsseln übrig, die einmal gesetzt waren.</translation>
    </message>
    <message>
        <source>From the AWS CLI&apos;s sign-in</source>
        <translation>Über die Anmeldung der AWS CLI</translation>
    </message>
    <message>
        <source>CSV, for spreadsheets (*.csv)</source>
        <translation>CSV, für Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>Something in between drops the connection, often a firewall that requires a proxy.</source>
        <translation>Aufrufe werden unterwegs verschluckt: oft von einer Firewall, die den Proxy benutzt haben will.</translation>
    </message>
    <message>
        <source>Requests per second</source>
        <translation>Anfragen pro Sekunde</translation>
    </message>
    <message>
        <source>AWS calls go through proxy {address}.</source>
        <translation>Aufrufe an AWS gehen über den Proxy {address}.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Certificate authorities</source>
        <translation>Zertifizierungsstellen</translation>
    </message>
    <message>
        <source>CA bundle</source>
        <translation>CA-Bundle</translation>
    </message>
    <message>
        <source>Check HTTPS_PROXY and your VPN.</source>
        <translation>Prüfen Sie HTTPS_PROXY und das VPN.</translation>
    </message>
    <message>
        <source>Check the date and time first.</source>
        <translation>Prüfen Sie zuerst Datum und Uhrzeit.</translation>
    </message>
    <message>
        <source>Check your network and VPN.</source>
        <translation>Prüfen Sie das Netz und das VPN.</translation>
    </message>
    <message>
        <source>Check the network and try again.</source>
        <translation>Prüfen Sie das Netz, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Check your network and the region, then try again.</source>
        <translation>Prüfen Sie das Netz und die Region, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Check your network and VPN, and whether you need HTTPS_PROXY.</source>
        <translation>Prüfen Sie das Netz, das VPN, und ob HTTPS_PROXY gesetzt sein muss.</translation>
    </message>
    <message>
        <source>Check your network, then sso_region.</source>
        <translation>Prüfen Sie das Netz, dann sso_region.</translation>
    </message>
    <message>
        <source>Check your network. Retrying automatically.</source>
        <translation>Prüfen Sie das Netz. Es wird automatisch noch einmal versucht.</translation>
    </message>
    <message>
        <source>Check the region and addresses of this access portal.</source>
        <translation>Prüfen Sie die Region und die Adressen dieses Zugriffsportals.</translation>
    </message>
    <message>
        <source>Check the start URL and region.</source>
        <translation>Prüfen Sie die Start-URL und die Region.</translation>
    </message>
    <message>
        <source>Progress of checks</source>
        <translation>Erledigte Prüfungen</translation>
    </message>
    <message>
        <source>Use JSON instead.</source>
        <translation>Wählen Sie JSON.</translation>
    </message>
    <message>
        <source>Choose a shorter XDG_RUNTIME_DIR.</source>
        <translation>Wählen Sie ein kürzeres XDG_RUNTIME_DIR.</translation>
    </message>
    <message>
        <source>Choose another browser in Settings, or remove the rule.</source>
        <translation>Wählen Sie in den Einstellungen einen anderen Browser, oder entfernen Sie die Regel.</translation>
    </message>
    <message>
        <source>Click the SSO Tray icon, or run: sso-tray login {name}</source>
        <translation>Klicken Sie auf das Symbol von SSO Tray, oder starten Sie: sso-tray login {name}</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Uhr</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Check the address against your browser, or set the region yourself.</source>
        <translation>Vergleichen Sie die Adresse mit der in Ihrem Browser, oder nennen Sie die Region.</translation>
    </message>
    <message>
        <source>Complete it, or remove it.</source>
        <translation>Vervollständigen oder entfernen Sie sie.</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>Konsole</translation>
    </message>
    <message>
        <source>Console opened</source>
        <translation>Konsole geöffnet</translation>
    </message>
    <message>
        <source>Container credentials</source>
        <translation>Container-Anmeldedaten</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Report copied. It contains no secrets, but look through it before you send it.</source>
        <translation>Kopiert. Es ist nichts Geheimes darin; lesen Sie es, bevor Sie es verschicken.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>Code kopieren</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>Bericht kopieren</translation>
    </message>
    <message>
        <source>Couldn&apos;t copy keys: {account}</source>
        <translation>Nicht kopiert: {account}</translation>
    </message>
    <message>
        <source>Couldn&apos;t get keys: {account}</source>
        <translation>Keine Schlüssel: {account}</translation>
    </message>
    <message>
        <source>Couldn&apos;t open a terminal: {account}</source>
        <translation>Kein Terminal geöffnet: {account}</translation>
    </message>
    <message>
        <source>Couldn&apos;t open the console: {account}</source>
        <translation>Konsole nicht geöffnet: {account}</translation>
    </message>
    <message>
        <source>DEMO: sample accounts, nothing here is real</source>
        <translation>DEMO: Beispielkonten, hier ist nichts echt</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Dec</source>
        <translation>Dez.</translation>
    </message>
    <message>
        <source>Deny</source>
        <translation>Verweigern</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Diagnostics…</source>
        <translation>Diagnose…</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Dual-stack endpoints (IPv6)</source>
        <translation>Dual-Stack-Endpunkte (IPv6)</translation>
    </message>
    <message>
        <source>Some tools use the first, some the second, and some fail.</source>
        <translation>Manche Werkzeuge nehmen den ersten, manche den zweiten, und manche brechen ab.</translation>
    </message>
    <message>
        <source>Either the clock is wrong, or a proxy&apos;s certificate has expired.</source>
        <translation>Entweder geht die Uhr falsch, oder das Zertifikat eines Proxys ist abgelaufen.</translation>
    </message>
    <message>
        <source>Leave empty to use HTTPS_PROXY.</source>
        <translation>Leer lassen: HTTPS_PROXY.</translation>
    </message>
    <message>
        <source>Leave empty to use the portal&apos;s region.</source>
        <translation>Leer lassen: die Region des Portals.</translation>
    </message>
    <message>
        <source>Connections to AWS are inspected by a proxy: the certificate is issued {by}.</source>
        <translation>Verschlüsselte Verbindungen zu AWS werden untersucht: Das Zertifikat ist {by}.</translation>
    </message>
    <message>
        <source>Close some of them.</source>
        <translation>Beenden Sie einige davon.</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Use comma-separated host names or suffixes such as .example.com.</source>
        <translation>Einträge sind Rechnernamen oder Endungen wie .example.com, mit Kommas dazwischen.</translation>
    </message>
    <message>
        <source>Every role asks before it&apos;s used. Restart SSO Tray.</source>
        <translation>Jede Rolle fragt vor der Verwendung nach. Starten Sie SSO Tray neu.</translation>
    </message>
    <message>
        <source>Everyone on this computer</source>
        <translation>Jeder an diesem Rechner</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Everything else works. Tell your administrator.</source>
        <translation>Alles andere geht weiter. Sagen Sie es Ihrer Administration.</translation>
    </message>
    <message>
        <source>No problems found.</source>
        <translation>Keine Probleme gefunden.</translation>
    </message>
    <message>
        <source>Export activity</source>
        <translation>Verlauf exportieren</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>FIPS endpoints</source>
        <translation>FIPS-Endpunkte</translation>
    </message>
    <message>
        <source>Feb</source>
        <translation>Feb.</translation>
    </message>
    <message>
        <source>Find a role…</source>
        <translation>Rolle suchen…</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>Firefox needs an add-on to open a page in a container.</source>
        <translation>Firefox braucht ein Add-on, um eine Seite in einem Container zu öffnen.</translation>
    </message>
    <message>
        <source>Fix that line</source>
        <translation>Berichtigen Sie diese Zeile</translation>
    </message>
    <message>
        <source>Allow for 15 min</source>
        <translation>15 min lang erlauben</translation>
    </message>
    <message>
        <source>Available: {known}. {hint}</source>
        <translation>Verfügbar: {known}. {hint}</translation>
    </message>
    <message>
        <source>Fri</source>
        <translation>Fr.</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Choose a simpler name.</source>
        <translation>Geben Sie ihm einen einfacheren Namen.</translation>
    </message>
    <message>
        <source>Give yourself read and write permission.</source>
        <translation>Geben Sie sich das Recht, sie zu lesen und zu schreiben.</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Protected roles</source>
        <translation>Geschützte Rollen</translation>
    </message>
    <message>
        <source>HTTP_PROXY is set, HTTPS_PROXY is not.</source>
        <translation>HTTP_PROXY ist gesetzt, HTTPS_PROXY nicht.</translation>
    </message>
    <message>
        <source>Section headers</source>
        <translation>Abschnittsköpfe</translation>
    </message>
    <message>
        <source>How fast accounts are listed. AWS allows about 20.</source>
        <translation>Wie schnell Konten aufgelistet werden. AWS erlaubt etwa 20.</translation>
    </message>
    <message>
        <source>If AWS can&apos;t be reached, remove amazonaws.com from {name}.</source>
        <translation>Wenn AWS nicht zu erreichen ist, entfernen Sie amazonaws.com aus {name}.</translation>
    </message>
    <message>
        <source>If nothing works, change it to http://.</source>
        <translation>Wenn nichts durchkommt, schreiben Sie dort http://.</translation>
    </message>
    <message>
        <source>If that wasn&apos;t you, someone else started it. No harm was done.</source>
        <translation>Wenn Sie das nicht waren, hat jemand anders sie begonnen: Dann ist alles gut.</translation>
    </message>
    <message>
        <source>If you no longer use them, remove the keys of “{name}”.</source>
        <translation>Wenn Sie sie nicht mehr brauchen, entfernen Sie die Schlüssel von „{name}“.</translation>
    </message>
    <message>
        <source>If you use it, run “aws sso login”.</source>
        <translation>Wenn Sie sie brauchen, melden Sie sich mit „aws sso login“ an.</translation>
    </message>
    <message>
        <source>In memory, until SSO Tray quits</source>
        <translation>Nur im Arbeitsspeicher, bis das Programm endet</translation>
    </message>
    <message>
        <source>In the browser, or with a code if there is none</source>
        <translation>Im Browser; mit einem Code, wo es keinen gibt</translation>
    </message>
    <message>
        <source>In the system&apos;s keyring</source>
        <translation>Im Schlüsselbund des Systems</translation>
    </message>
    <message>
        <source>In this file, profile headers must start with “profile”.</source>
        <translation>In dieser Datei beginnt der Kopf eines Profils mit „profile“; sonst wird es übergangen.</translation>
    </message>
    <message>
        <source>This file uses bare names, so AWS tools don&apos;t find these keys.</source>
        <translation>In dieser Datei ist der Kopf der bloße Name; AWS-Werkzeuge finden die Schlüssel nicht.</translation>
    </message>
    <message>
        <source>Install SSO Tray in a folder without quotes in its name, or use the credentials file instead.</source>
        <translation>Installieren Sie SSO Tray in einem Verzeichnis ohne Anführungszeichen im Namen, oder liefern Sie stattdessen Schlüssel.</translation>
    </message>
    <message>
        <source>Install one, or set TERMINAL to its name.</source>
        <translation>Installieren Sie eines, oder setzen Sie TERMINAL auf seinen Namen.</translation>
    </message>
    <message>
        <source>Install AWS CLI 2, or put it first on your PATH.</source>
        <translation>Installieren Sie die AWS CLI 2, oder setzen Sie sie im PATH an die erste Stelle.</translation>
    </message>
    <message>
        <source>Reinstall the AWS CLI.</source>
        <translation>Installieren Sie die AWS CLI neu.</translation>
    </message>
    <message>
        <source>Did you mean {like}?</source>
        <translation>Meinten Sie {like}?</translation>
    </message>
    <message>
        <source>It returned {status}.</source>
        <translation>Er hat {status} geantwortet.</translation>
    </message>
    <message>
        <source>You can&apos;t change it.</source>
        <translation>Das lässt sich nicht ändern.</translation>
    </message>
    <message>
        <source>Available: {names}. {hint}</source>
        <translation>Verfügbar: {names}. {hint}</translation>
    </message>
    <message>
        <source>It was already requested. Try again in a moment.</source>
        <translation>Es wird schon danach gefragt; versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>Install “{add_on}” in {where}, or remove the container from the rule.</source>
        <translation>Fügen Sie „{add_on}“ zu {where} hinzu, oder nehmen Sie den Container aus der Regel.</translation>
    </message>
    <message>
        <source>AWS doesn&apos;t let you list the roles in this account.</source>
        <translation>AWS lässt Sie die Rollen dieses Kontos nicht auflisten.</translation>
    </message>
    <message>
        <source>AWS&apos;s response to the sign-in was lost, and the code only works once.</source>
        <translation>Die Antwort von AWS auf die Anmeldung ging unterwegs verloren, und ihr Code gilt nur einmal.</translation>
    </message>
    <message>
        <source>Ask your network team to allow AWS&apos;s addresses, or exclude them with NO_PROXY.</source>
        <translation>Bitten Sie Ihr Netzwerkteam, die Adressen von AWS zu erlauben, oder nehmen Sie sie in NO_PROXY auf.</translation>
    </message>
    <message>
        <source>Check both. Write # as %23, / as %2F and @ as %40.</source>
        <translation>Prüfen Sie beides. Schreiben Sie # als %23, / als %2F und @ als %40.</translation>
    </message>
    <message>
        <source>Check that address, or ask your network team.</source>
        <translation>Prüfen Sie diese Adresse, oder fragen Sie Ihr Netzwerkteam.</translation>
    </message>
    <message>
        <source>In the user name and password, write # as %23, / as %2F and @ as %40.</source>
        <translation>Schreiben Sie in Benutzername und Passwort # als %23, / als %2F und @ als %40.</translation>
    </message>
    <message>
        <source>It stops automatically after {minutes} min.</source>
        <translation>Nach {minutes} min endet die Verwendung automatisch.</translation>
    </message>
    <message>
        <source>Turned off in Task Manager.</source>
        <translation>Im Task-Manager ausgeschaltet.</translation>
    </message>
    <message>
        <source>Turned off in your desktop&apos;s settings.</source>
        <translation>In den Einstellungen Ihres Desktops ausgeschaltet.</translation>
    </message>
    <message>
        <source>Turned off in {path}.</source>
        <translation>In {path} ausgeschaltet.</translation>
    </message>
    <message>
        <source>Retrying automatically.</source>
        <translation>Es wird automatisch noch einmal versucht.</translation>
    </message>
    <message>
        <source>It stores secrets where others can read them, so SSO Tray doesn&apos;t use it.</source>
        <translation>Er legt Geheimes in einer lesbaren Datei ab oder dort, wo andere es lesen können; SSO Tray benutzt ihn nicht.</translation>
    </message>
    <message>
        <source>It looks like https://acme.awsapps.com/start.</source>
        <translation>Sie sieht aus wie https://acme.awsapps.com/start.</translation>
    </message>
    <message>
        <source>It may be a different program with the same name.</source>
        <translation>Vielleicht ist es ein anderes Programm dieses Namens.</translation>
    </message>
    <message>
        <source>It may be closed or suspended, or no longer assigned to you.</source>
        <translation>Es ist vielleicht geschlossen oder gesperrt, oder Ihnen nicht mehr zugewiesen.</translation>
    </message>
    <message>
        <source>Matches: {roles}.</source>
        <translation>Passend: {roles}.</translation>
    </message>
    <message>
        <source>None were given, or they were rejected.</source>
        <translation>Es wurden keine angegeben, oder sie wurden abgelehnt.</translation>
    </message>
    <message>
        <source>It was left unchanged. Point AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE at a file, or unset it.</source>
        <translation>Sie wurde so gelassen, wie sie ist. Nennen Sie eine Datei in AWS_CONFIG_FILE und dergleichen, oder nichts.</translation>
    </message>
    <message>
        <source>It was left unchanged; nothing was saved.</source>
        <translation>Die Datei blieb, wie sie ist; nichts wurde gespeichert.</translation>
    </message>
    <message>
        <source>Couldn&apos;t {what} ({kind}).</source>
        <translation>Nicht möglich: {what} ({kind}).</translation>
    </message>
    <message>
        <source>It works, but from 2.22 its own sign-in is safer and needs no code.</source>
        <translation>Sie funktioniert. Ab 2.22 ist ihre eigene Anmeldung die sicherere, ohne Code zum Vergleichen.</translation>
    </message>
    <message>
        <source>Its default is used. Fix it, then restart SSO Tray.</source>
        <translation>Der Standardwert gilt. Beheben Sie das und starten Sie SSO Tray neu.</translation>
    </message>
    <message>
        <source>Its installation may be broken. SSO Tray doesn&apos;t need it.</source>
        <translation>Vielleicht ist sie nicht richtig installiert; SSO Tray braucht sie nicht.</translation>
    </message>
    <message>
        <source>Its name doesn&apos;t resolve here. It may only work on a VPN.</source>
        <translation>Der Name lässt sich hier nicht auflösen. Vielleicht geht das nur in einem VPN.</translation>
    </message>
    <message>
        <source>Its rule asks for each program, but {profile} would have provided keys without asking.</source>
        <translation>Die Regel fragt vor jedem Programm, und {profile} antwortete ohne Nachfrage.</translation>
    </message>
    <message>
        <source>Its sign-in can no longer be renewed.</source>
        <translation>Ihre Anmeldung dort lässt sich nicht mehr erneuern.</translation>
    </message>
    <message>
        <source>JSON, for programs (*.json)</source>
        <translation>JSON, für Programme (*.json)</translation>
    </message>
    <message>
        <source>Jan</source>
        <translation>Jan.</translation>
    </message>
    <message>
        <source>Jul</source>
        <translation>Juli</translation>
    </message>
    <message>
        <source>Jun</source>
        <translation>Juni</translation>
    </message>
    <message>
        <source>Keep in memory</source>
        <translation>Im Arbeitsspeicher behalten</translation>
    </message>
    <message>
        <source>Keyring</source>
        <translation>Schlüsselbund</translation>
    </message>
    <message>
        <source>It contains keys and tokens.</source>
        <translation>Darin stehen Schlüssel und Tokens.</translation>
    </message>
    <message>
        <source>Keys come from a container endpoint: {variable} is set.</source>
        <translation>Schlüssel kommen von einem Endpunkt: {variable} ist gesetzt.</translation>
    </message>
    <message>
        <source>Keys copied</source>
        <translation>Schlüssel kopiert</translation>
    </message>
    <message>
        <source>Keys copied: {account}</source>
        <translation>Schlüssel kopiert: {account}</translation>
    </message>
    <message>
        <source>Keys for {name}</source>
        <translation>Schlüssel für {name}</translation>
    </message>
    <message>
        <source>Keys provided</source>
        <translation>Schlüssel bereitgestellt</translation>
    </message>
    <message>
        <source>From the credentials file</source>
        <translation>Aus der credentials-Datei</translation>
    </message>
    <message>
        <source>From the credentials file, renewed automatically</source>
        <translation>Aus der credentials-Datei, automatisch erneuert</translation>
    </message>
    <message>
        <source>Keys in environment variables</source>
        <translation>Schlüssel in der Umgebung</translation>
    </message>
    <message>
        <source>The credentials file works with every tool, and in containers. On demand suits the AWS CLI and current SDKs. You can choose per profile.</source>
        <translation>Schlüssel in der Datei funktionieren überall, auch in Containern. „Auf Abruf“ passt zur AWS CLI und zu den SDKs der letzten Jahre. Für jedes Profil kann es anders sein.</translation>
    </message>
    <message>
        <source>Keys from other tools</source>
        <translation>Schlüssel anderer Werkzeuge</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Beschriftung</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Last 3 days</source>
        <translation>Letzte 3 Tage</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 24 hours</source>
        <translation>Letzte 24 Stunden</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>Letzte Stunde</translation>
    </message>
    <message>
        <source>Leave out --as sso, or change the rule in Settings.</source>
        <translation>Lassen Sie --as sso weg, oder ändern Sie die Regel in den Einstellungen.</translation>
    </message>
    <message>
        <source>Leave that option out to continue.</source>
        <translation>Lassen Sie diese Option weg.</translation>
    </message>
    <message>
        <source>Legend: {signs}</source>
        <translation>Legende: {signs}</translation>
    </message>
    <message>
        <source>Wait 30 seconds, and you&apos;ll be asked again.</source>
        <translation>Warten Sie 30 Sekunden, dann werden Sie wieder gefragt.</translation>
    </message>
    <message>
        <source>Turn on automatic time.</source>
        <translation>Schalten Sie die automatische Uhrzeit ein.</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Link type</source>
        <translation>Art des Links</translation>
    </message>
    <message>
        <source>Loading accounts…</source>
        <translation>Konten werden geladen…</translation>
    </message>
    <message>
        <source>Loading accounts… {accounts_in:,} of {accounts_known:,}</source>
        <translation>Konten werden geladen… {accounts_in:,} von {accounts_known:,}</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Erscheinungsbild</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>Check the start URL.</source>
        <translation>Prüfen Sie die Start-URL.</translation>
    </message>
    <message>
        <source>See the “Proxy” check.</source>
        <translation>Sehen Sie, was die Prüfung „proxy“ sagt.</translation>
    </message>
    <message>
        <source>See: sso-tray status</source>
        <translation>Siehe: sso-tray status</translation>
    </message>
    <message>
        <source>Finding your portal&apos;s region…</source>
        <translation>Die Region Ihres Portals wird gesucht…</translation>
    </message>
    <message>
        <source>Checking files, environment, keyring and network…</source>
        <translation>Geprüft werden Dateien, Umgebung, Schlüsselbund, Netz…</translation>
    </message>
    <message>
        <source>Merge the two sections.</source>
        <translation>Machen Sie aus den beiden einen Abschnitt.</translation>
    </message>
    <message>
        <source>Check that you can write to its folder.</source>
        <translation>Prüfen Sie, ob Sie in den Ordner schreiben können.</translation>
    </message>
    <message>
        <source>Check that you can write to the folder and that the disk isn&apos;t full.</source>
        <translation>Sorgen Sie dafür, dass das Verzeichnis geschrieben werden kann und Platz auf der Platte ist.</translation>
    </message>
    <message>
        <source>Mar</source>
        <translation>März</translation>
    </message>
    <message>
        <source>May</source>
        <translation>Mai</translation>
    </message>
    <message>
        <source>Fix line {line}.</source>
        <translation>Berichtigen Sie Zeile {line}.</translation>
    </message>
    <message>
        <source>Fix that line, or tell your administrator.</source>
        <translation>Berichtigen Sie diese Zeile, oder sagen Sie es der Administration dieses Rechners.</translation>
    </message>
    <message>
        <source>Correct the addresses of this access portal in Settings.</source>
        <translation>Berichtigen Sie die Adressen dieses Zugriffsportals in den Einstellungen.</translation>
    </message>
    <message>
        <source>Fix the link.</source>
        <translation>Berichtigen Sie den Link.</translation>
    </message>
    <message>
        <source>Mixed SSO settings</source>
        <translation>Gemischte SSO-Einstellungen</translation>
    </message>
    <message>
        <source>Mon</source>
        <translation>Mo.</translation>
    </message>
    <message>
        <source>{text!r} matches more than one role.</source>
        <translation>Mehr als eine Rolle passt zu {text!r}.</translation>
    </message>
    <message>
        <source>You can open this page with more than one role.</source>
        <translation>Mehr als eine Rolle öffnet diese Seite.</translation>
    </message>
    <message>
        <source>Mount its folder instead of the file, or run the program with: sso-tray exec --endpoint</source>
        <translation>Hängen Sie den Ordner statt der Datei ein, oder starten Sie das Programm mit: sso-tray exec --endpoint</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Move it elsewhere.</source>
        <translation>Räumen Sie es aus dem Weg.</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>AWS file locations</source>
        <translation>Orte der AWS-Dateien</translation>
    </message>
    <message>
        <source>Set AWS_CA_BUNDLE to a file with your company&apos;s CA certificates.</source>
        <translation>Nennen Sie in AWS_CA_BUNDLE eine Datei mit den Zertifizierungsstellen Ihrer Firma.</translation>
    </message>
    <message>
        <source>Specify a role.</source>
        <translation>Nennen Sie eine Rolle.</translation>
    </message>
    <message>
        <source>Use an HTTP proxy if you have one.</source>
        <translation>Nennen Sie einen HTTP-Proxy, wenn es einen gibt.</translation>
    </message>
    <message>
        <source>Choose one of: {names}.</source>
        <translation>Wählen Sie eines von: {names}.</translation>
    </message>
    <message>
        <source>If those hosts go through the proxy by mistake, list them one by one.</source>
        <translation>Nennen Sie die Rechner einzeln, wenn sie versehentlich über den Proxy erreicht werden.</translation>
    </message>
    <message>
        <source>Point {name} to the right file, or unset it.</source>
        <translation>Nennen Sie in {name} die richtige Datei, oder entfernen Sie es.</translation>
    </message>
    <message>
        <source>Point {source} to the right file, or unset it.</source>
        <translation>Nennen Sie in {source} die richtige Datei, oder entfernen Sie es.</translation>
    </message>
    <message>
        <source>Profile names</source>
        <translation>Profilnamen</translation>
    </message>
    <message>
        <source>Most tools then use the profile and never ask the container endpoint.</source>
        <translation>Fast alle Werkzeuge nehmen dann das Profil und fragen den Endpunkt des Containers nie.</translation>
    </message>
    <message>
        <source>Neither AWS tools nor SSO Tray can see its profiles.</source>
        <translation>Weder AWS-Werkzeuge noch SSO Tray sehen die Profile darin.</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Newer tools call that address instead of AWS; older ones ignore it.</source>
        <translation>Neuere Werkzeuge gehen dorthin statt zu AWS; ältere kennen die Variable nicht.</translation>
    </message>
    <message>
        <source>No AWS keys in environment variables.</source>
        <translation>Keine AWS-Schlüssel in der Umgebung.</translation>
    </message>
    <message>
        <source>AWS didn&apos;t respond, so the clock wasn&apos;t compared.</source>
        <translation>Keine Antwort von AWS, mit der sich die Uhr vergleichen ließe.</translation>
    </message>
    <message>
        <source>No browser found on this computer.</source>
        <translation>Auf diesem Rechner wurde kein Browser gefunden.</translation>
    </message>
    <message>
        <source>Couldn&apos;t connect to it.</source>
        <translation>Es kommt keine Verbindung zu ihm zustande.</translation>
    </message>
    <message>
        <source>No container credentials set.</source>
        <translation>Keine Container-Anmeldedaten in der Umgebung.</translation>
    </message>
    <message>
        <source>No TLS connection could be checked.</source>
        <translation>Es kam keine verschlüsselte Verbindung zustande, die sich ansehen ließe.</translation>
    </message>
    <message>
        <source>No custom AWS endpoints in environment variables.</source>
        <translation>In der Umgebung ist kein Endpunkt von AWS ersetzt.</translation>
    </message>
    <message>
        <source>No CA bundle is set.</source>
        <translation>Es ist kein CA-Bundle gesetzt.</translation>
    </message>
    <message>
        <source>No keys</source>
        <translation>Keine Schlüssel</translation>
    </message>
    <message>
        <source>No keys from other tools in the credentials file.</source>
        <translation>Keine Schlüssel anderer Werkzeuge in der credentials-Datei.</translation>
    </message>
    <message>
        <source>Couldn&apos;t open a local port for the browser to return to.</source>
        <translation>Auf diesem Rechner ließ sich kein Port für die Antwort des Browsers öffnen.</translation>
    </message>
    <message>
        <source>Couldn&apos;t make a profile name for role {subject!r}.</source>
        <translation>Für die Rolle {subject!r} lässt sich kein Profil anlegen.</translation>
    </message>
    <message>
        <source>No conflicting profiles.</source>
        <translation>Keine widersprüchlichen Profile.</translation>
    </message>
    <message>
        <source>There are no active profiles.</source>
        <translation>Kein Profil ist aktiv.</translation>
    </message>
    <message>
        <source>No profile mixes old and new SSO settings.</source>
        <translation>Kein Profil mischt die beiden Formen von SSO.</translation>
    </message>
    <message>
        <source>No proxy set in environment variables.</source>
        <translation>In der Umgebung ist kein Proxy gesetzt.</translation>
    </message>
    <message>
        <source>No AWS region recognises this access portal.</source>
        <translation>Keine Region von AWS kennt dieses Zugriffsportal.</translation>
    </message>
    <message>
        <source>All registrations with AWS are valid.</source>
        <translation>Keine Registrierung bei AWS ist abgelaufen.</translation>
    </message>
    <message>
        <source>No role matches {text!r}.</source>
        <translation>Keine Rolle passt zu {text!r}.</translation>
    </message>
    <message>
        <source>{profile} has no active role.</source>
        <translation>Keine Rolle ist als {profile} aktiv.</translation>
    </message>
    <message>
        <source>No roles yet.</source>
        <translation>Es sind noch keine Rollen bekannt.</translation>
    </message>
    <message>
        <source>No secure keyring found on this computer.</source>
        <translation>Auf diesem Rechner wurde kein sicherer Schlüsselbund gefunden.</translation>
    </message>
    <message>
        <source>No terminal program found on this computer.</source>
        <translation>Auf diesem Rechner wurde kein Terminal gefunden.</translation>
    </message>
    <message>
        <source>No tool can sign in with this.</source>
        <translation>Kein Werkzeug kann sich damit anmelden.</translation>
    </message>
    <message>
        <source>Couldn&apos;t make a trusted connection to {what}.</source>
        <translation>Keine vertrauenswürdige Verbindung ({what}).</translation>
    </message>
    <message>
        <source>Couldn&apos;t make a trusted connection to {what}: this computer&apos;s clock is behind AWS&apos;s certificate.</source>
        <translation>Keine vertrauenswürdige Verbindung ({what}): Das Zertifikat von AWS ist aus späterer Zeit als jetzt.</translation>
    </message>
    <message>
        <source>No web identity variables set.</source>
        <translation>Keine Web-Identität in der Umgebung.</translation>
    </message>
    <message>
        <source>No response yet.</source>
        <translation>Noch hat niemand geantwortet.</translation>
    </message>
    <message>
        <source>Until this is fixed, every role asks before it is used.</source>
        <translation>Niemand kann sagen, welche Rollen geschützt sein sollten: Bis das berichtigt ist, fragt jede Rolle, bevor sie benutzt wird.</translation>
    </message>
    <message>
        <source>Only you can read your keys and change your AWS files.</source>
        <translation>Niemand sonst kann Ihre Schlüssel lesen oder Ihre Dateien ändern.</translation>
    </message>
    <message>
        <source>You&apos;re no longer signed in.</source>
        <translation>Sie sind nicht mehr angemeldet.</translation>
    </message>
    <message>
        <source>You&apos;re not signed in to {name}.</source>
        <translation>Sie sind bei {name} nicht angemeldet.</translation>
    </message>
    <message>
        <source>You weren&apos;t asked this time. Try again in a minute.</source>
        <translation>Sie wurden diesmal nicht gefragt. Versuchen Sie es in einer Minute noch einmal.</translation>
    </message>
    <message>
        <source>Suggestion</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>No matching activity. Try a longer period, or clear the search.</source>
        <translation>Kein passender Verlauf. Wählen Sie einen längeren Zeitraum, oder leeren Sie die Suche.</translation>
    </message>
    <message>
        <source>No activity yet. Sign-ins and role use appear here. Kept on this computer for 30 days, without secrets.</source>
        <translation>Noch kein Verlauf. Hier erscheinen Anmeldungen und verwendete Rollen. Aufbewahrt wird er 30 Tage lang auf diesem Computer, ohne Geheimnisse.</translation>
    </message>
    <message>
        <source>The change was undone. Check that section, then try again.</source>
        <translation>Von der Änderung ist nichts geblieben. Sehen Sie sich den Abschnitt an, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>Nothing secret on disk. For the AWS CLI and current SDKs.</source>
        <translation>Nichts Geheimes auf der Platte: Werkzeuge fragen SSO Tray. Für die AWS CLI und SDKs der letzten Jahre.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Nothing was changed. If a tool such as home-manager makes this file, change it there. {way_out}</source>
        <translation>Nichts wurde geändert. Wenn ein Werkzeug wie home-manager diese Datei erzeugt, ändern Sie sie dort. {way_out}</translation>
    </message>
    <message>
        <source>Nothing was written.</source>
        <translation>Es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>Nothing was written. AWS tools use only the last one: merge them.</source>
        <translation>Nichts wurde geschrieben. AWS-Werkzeuge verwenden nur den letzten: Legen Sie sie zusammen.</translation>
    </message>
    <message>
        <source>Nothing was written. Indented lines continue the setting above them, so start that section&apos;s lines at the left margin.</source>
        <translation>Nichts wurde geschrieben. Eingerückte Zeilen setzen die Einstellung darüber fort: Beginnen Sie die Zeilen dieses Abschnitts am linken Rand.</translation>
    </message>
    <message>
        <source>Nothing was written. Make profiles for fewer roles, or remove sections you no longer use.</source>
        <translation>Nichts wurde geschrieben. Legen Sie Profile für weniger Rollen an, oder entfernen Sie Abschnitte, die Sie nicht mehr brauchen.</translation>
    </message>
    <message>
        <source>Nothing was written. Move it to the profiles that need it.</source>
        <translation>Nichts wurde geschrieben. Verschieben Sie die Einstellung in die Profile, die sie brauchen.</translation>
    </message>
    <message>
        <source>Nothing was written. Set the variable, or use a path without it.</source>
        <translation>Nichts wurde geschrieben. Setzen Sie die Variable, oder nennen Sie die Datei ohne sie.</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Nov</source>
        <translation>Nov.</translation>
    </message>
    <message>
        <source>Oct</source>
        <translation>Okt.</translation>
    </message>
    <message>
        <source>On GNOME, turn on the AppIndicator extension. Elsewhere, add a system tray to your panel.</source>
        <translation>Schalten Sie unter GNOME die Erweiterung AppIndicator ein; fügen Sie sonst der Leiste einen Infobereich hinzu.</translation>
    </message>
    <message>
        <source>On demand</source>
        <translation>Auf Abruf</translation>
    </message>
    <message>
        <source>On demand, nothing secret on disk</source>
        <translation>Auf Abruf: nichts Geheimes auf der Platte</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Einen Augenblick</translation>
    </message>
    <message>
        <source>Only http:// proxies can be tested, and HTTPS_PROXY isn&apos;t one.</source>
        <translation>Nur http://-Proxys lassen sich hier prüfen; was HTTPS_PROXY nennt, ist keiner.</translation>
    </message>
    <message>
        <source>Open access portal</source>
        <translation>Zugriffsportal öffnen</translation>
    </message>
    <message>
        <source>Open any web page in your browser.</source>
        <translation>Öffnen Sie irgendeine Webseite in Ihrem Browser.</translation>
    </message>
    <message>
        <source>Open console</source>
        <translation>Konsole öffnen</translation>
    </message>
    <message>
        <source>Open terminal</source>
        <translation>Terminal öffnen</translation>
    </message>
    <message>
        <source>Open browser again</source>
        <translation>Browser noch einmal öffnen</translation>
    </message>
    <message>
        <source>Opening your browser…</source>
        <translation>Ihr Browser wird geöffnet…</translation>
    </message>
    <message>
        <source>Settings pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Permissions</source>
        <translation>Zugriffsrechte</translation>
    </message>
    <message>
        <source>Choose a role</source>
        <translation>Rolle wählen</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Anheften</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Richtlinie</translation>
    </message>
    <message>
        <source>Portal link</source>
        <translation>Portal-Link</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Profile name: {profile}</source>
        <translation>Profilname: {profile}</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Programs can get {role} without asking, because the sign-in to {session} is shared with the AWS CLI.</source>
        <translation>Programme können {role} ohne Nachfrage erhalten: Die Anmeldung bei {session} wird mit der AWS CLI geteilt.</translation>
    </message>
    <message>
        <source>Programs started without this variable use a different file.</source>
        <translation>Programme, die ohne diese Variable gestartet wurden, lesen und schreiben eine andere Datei.</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Add them to HTTPS_PROXY, with special characters percent-encoded (@ becomes %40).</source>
        <translation>Schreiben Sie Benutzer und Passwort in HTTPS_PROXY, Sonderzeichen als %40 und dergleichen.</translation>
    </message>
    <message>
        <source>Python programs, including the AWS CLI, ignore ranges.</source>
        <translation>Python-Programme, auch die AWS CLI, verstehen keine Bereiche.</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>Refreshed</source>
        <translation>Aufgefrischt</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Verweigert</translation>
    </message>
    <message>
        <source>Denied and failed</source>
        <translation>Abgelehnt und gescheitert</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Region</translation>
    </message>
    <message>
        <source>Regions checked</source>
        <translation>Gefragte Regionen</translation>
    </message>
    <message>
        <source>Registrations</source>
        <translation>Registrierungen</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Refresh the accounts.</source>
        <translation>Laden Sie die Konten neu.</translation>
    </message>
    <message>
        <source>Remind me later</source>
        <translation>Später erinnern</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Unset AWS_CA_BUNDLE, or use a file that also has the public authorities.</source>
        <translation>Entfernen Sie AWS_CA_BUNDLE, oder nennen Sie eine Datei, die auch die öffentlichen Stellen enthält.</translation>
    </message>
    <message>
        <source>Remove sso_start_url and sso_region; the sso-session already has them.</source>
        <translation>Entfernen Sie dort sso_start_url und sso_region; die sso-session hat sie.</translation>
    </message>
    <message>
        <source>Remove aws_access_key_id, aws_secret_access_key and aws_session_token from “{name}”.</source>
        <translation>Entfernen Sie die Schlüssel von „{name}“: aws_access_key_id und was dazugehört.</translation>
    </message>
    <message>
        <source>Remove the keys of “{name}”. SSO Tray offers to when you use a role there.</source>
        <translation>Entfernen Sie die Schlüssel von „{name}“; SSO Tray bietet es an, wenn Sie dort eine Rolle benutzen.</translation>
    </message>
    <message>
        <source>Remove them once they expire.</source>
        <translation>Entfernen Sie sie, wenn sie abgelaufen sind.</translation>
    </message>
    <message>
        <source>Unset {profile} to use the endpoint, or {variable} to use the profile.</source>
        <translation>Entfernen Sie {profile}, um den Endpunkt zu benutzen, oder {variable}, um das Profil zu benutzen.</translation>
    </message>
    <message>
        <source>Rename one of them, or choose another way to provide keys.</source>
        <translation>Benennen Sie eine der beiden um, oder wählen Sie einen anderen Weg für die Schlüssel.</translation>
    </message>
    <message>
        <source>Renew now</source>
        <translation>Jetzt erneuern</translation>
    </message>
    <message>
        <source>Renewed</source>
        <translation>Erneuert</translation>
    </message>
    <message>
        <source>Custom endpoints</source>
        <translation>Ersetzte Endpunkte</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Role in use</source>
        <translation>Rolle in Benutzung</translation>
    </message>
    <message>
        <source>Role: {path}</source>
        <translation>Rolle: {path}</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>Rollen</translation>
    </message>
    <message>
        <source>SSO Tray can&apos;t read or store sign-ins until it&apos;s unlocked.</source>
        <translation>SSO Tray kann keine Anmeldung lesen oder aufheben, bis er offen ist.</translation>
    </message>
    <message>
        <source>SSO Tray can&apos;t read or store sign-ins.</source>
        <translation>SSO Tray kann keine Anmeldung lesen oder aufheben.</translation>
    </message>
    <message>
        <source>SSO Tray is still starting.</source>
        <translation>SSO Tray startet noch.</translation>
    </message>
    <message>
        <source>SSO Tray never stores sign-ins in a plain file, so it can&apos;t save them.</source>
        <translation>SSO Tray schreibt Anmeldungen nie in eine lesbare Datei und kann sie also nicht aufheben.</translation>
    </message>
    <message>
        <source>SSO Tray still runs. Start it again to open its window.</source>
        <translation>SSO Tray läuft trotzdem; starten Sie es noch einmal, dann öffnet sich sein Fenster.</translation>
    </message>
    <message>
        <source>Sign in once through your company&apos;s access portal. The AWS CLI, SDKs and Terraform then work, without copied keys.</source>
        <translation>Melden Sie sich einmal über das Zugriffsportal Ihrer Firma an. Dann funktionieren die AWS CLI, SDKs und Terraform, ohne kopierte Schlüssel.</translation>
    </message>
    <message>
        <source>SSO Tray {version} is available</source>
        <translation>SSO Tray {version} ist da</translation>
    </message>
    <message>
        <source>SSO Tray isn&apos;t set up yet</source>
        <translation>SSO Tray: noch nicht eingerichtet</translation>
    </message>
    <message>
        <source>SSO Tray is starting…</source>
        <translation>SSO Tray: startet</translation>
    </message>
    <message>
        <source>Sat</source>
        <translation>Sa.</translation>
    </message>
    <message>
        <source>Save it as UTF-8 without a byte order mark</source>
        <translation>Speichern Sie sie als UTF-8 ohne Bytereihenfolge-Markierung</translation>
    </message>
    <message>
        <source>Save it as UTF-8 without that mark (sed -i &apos;1s/^\xEF\xBB\xBF//&apos; FILE)</source>
        <translation>Speichern Sie sie als UTF-8 ohne diese Markierung (sed -i &apos;1s/^\xEF\xBB\xBF//&apos; DATEI)</translation>
    </message>
    <message>
        <source>Save the file as UTF-8, or replace that character</source>
        <translation>Speichern Sie die Datei als UTF-8, oder schreiben Sie den Buchstaben ohne Akzent</translation>
    </message>
    <message>
        <source>Search roles</source>
        <translation>Rollen suchen</translation>
    </message>
    <message>
        <source>Search activity</source>
        <translation>Verlauf durchsuchen</translation>
    </message>
    <message>
        <source>Search by program, account, role or folder</source>
        <translation>Suche: Programm, Konto, Rolle, Ordner</translation>
    </message>
    <message>
        <source>List your roles: sso-tray list</source>
        <translation>Alle sehen Sie mit: sso-tray list</translation>
    </message>
    <message>
        <source>Sep</source>
        <translation>Sept.</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Role or session</source>
        <translation>Sitzung oder Rolle</translation>
    </message>
    <message>
        <source>Access portals</source>
        <translation>Zugriffsportale</translation>
    </message>
    <message>
        <source>Edit portals from ~/.aws/config there. Changes are picked up automatically.</source>
        <translation>Sitzungen der AWS-config-Datei werden dort geändert; sie wird von selbst gelesen.</translation>
    </message>
    <message>
        <source>If AWS is only reachable through the proxy, set HTTPS_PROXY to the same address.</source>
        <translation>Setzen Sie HTTPS_PROXY auf dieselbe Adresse, wenn AWS über den Proxy erreicht wird.</translation>
    </message>
    <message>
        <source>Set TERMINAL to another terminal program.</source>
        <translation>Setzen Sie TERMINAL auf den Namen eines anderen.</translation>
    </message>
    <message>
        <source>Set both to the same value, or unset {name}.</source>
        <translation>Setzen Sie beide gleich, oder entfernen Sie {name}.</translation>
    </message>
    <message>
        <source>Set the clock, or turn on automatic time. Nothing is lost in the meantime.</source>
        <translation>Stellen Sie die Uhr, oder lassen Sie das System sie über das Netz stellen. Inzwischen geht nichts verloren.</translation>
    </message>
    <message>
        <source>Set up SSO Tray</source>
        <translation>SSO Tray einrichten</translation>
    </message>
    <message>
        <source>Set up SSO Tray…</source>
        <translation>SSO Tray einrichten…</translation>
    </message>
    <message>
        <source>Point {name} to a file of certificates, or unset it.</source>
        <translation>Setzen Sie {name} auf eine Datei mit Zertifikaten, oder entfernen Sie die Angabe.</translation>
    </message>
    <message>
        <source>Set {name} to http://HOST:PORT.</source>
        <translation>Setzen Sie {name} auf http://HOST:PORT.</translation>
    </message>
    <message>
        <source>Set {name} to http://USER:PASSWORD@HOST:PORT.</source>
        <translation>Setzen Sie {name} auf http://BENUTZER:PASSWORT@HOST:PORT.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>If they come back, look in your shell&apos;s startup files, your IDE and .env files.</source>
        <translation>Shells, IDEs und .env-Dateien setzen solche Variablen; sehen Sie auch dort nach, wenn sie wiederkehren.</translation>
    </message>
    <message>
        <source>Show sign-in…</source>
        <translation>Anmeldung zeigen…</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Sign in now to keep working without interruption.</source>
        <translation>Melden Sie sich jetzt neu an, um ohne Pause weiterzumachen.</translation>
    </message>
    <message>
        <source>Sign in again to continue.</source>
        <translation>Melden Sie sich neu an, um weiterzumachen.</translation>
    </message>
    <message>
        <source>Sign in again to replace it.</source>
        <translation>Melden Sie sich neu an, um es zu ersetzen.</translation>
    </message>
    <message>
        <source>Sign in now</source>
        <translation>Jetzt anmelden</translation>
    </message>
    <message>
        <source>Sign in to</source>
        <translation>Anmelden bei</translation>
    </message>
    <message>
        <source>Sign in to {name}</source>
        <translation>Bei {name} anmelden</translation>
    </message>
    <message>
        <source>Sign in to {name}…</source>
        <translation>Bei {name} anmelden…</translation>
    </message>
    <message>
        <source>Sign in to {session}…</source>
        <translation>Bei {session} anmelden…</translation>
    </message>
    <message>
        <source>Sign in to “{session}” again.</source>
        <translation>Melden Sie sich neu bei „{session}“ an.</translation>
    </message>
    <message>
        <source>Sign in with a code instead, or set the BROWSER variable.</source>
        <translation>Melden Sie sich stattdessen mit einem Code an, oder setzen Sie BROWSER.</translation>
    </message>
    <message>
        <source>Sign in with a code instead.</source>
        <translation>Melden Sie sich stattdessen mit einem Code an.</translation>
    </message>
    <message>
        <source>Run “aws sso login” to replace it.</source>
        <translation>Melden Sie sich mit „aws sso login“ an; das schreibt sie neu.</translation>
    </message>
    <message>
        <source>Sign in with: sso-tray login</source>
        <translation>Melden Sie sich an mit: sso-tray login</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Sign out of</source>
        <translation>Abmelden von</translation>
    </message>
    <message>
        <source>Sign out of {name}</source>
        <translation>Von {name} abmelden</translation>
    </message>
    <message>
        <source>Sign-in failed</source>
        <translation>Anmeldung gescheitert</translation>
    </message>
    <message>
        <source>Sign-in restored</source>
        <translation>Anmeldung gefunden</translation>
    </message>
    <message>
        <source>Sign-ins are kept in memory only, as set in Settings.</source>
        <translation>Anmeldungen bleiben nur im Arbeitsspeicher, wie es die Einstellungen sagen.</translation>
    </message>
    <message>
        <source>Sign-ins are stored in {name}.</source>
        <translation>Anmeldungen liegen in {name}.</translation>
    </message>
    <message>
        <source>Store sign-ins</source>
        <translation>Anmeldungen liegen</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Angemeldet</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Abgemeldet</translation>
    </message>
    <message>
        <source>Signed out of {name} here, but AWS couldn&apos;t be reached.</source>
        <translation>Von {name} hier abgemeldet, aber AWS ließ sich das nicht sagen.</translation>
    </message>
    <message>
        <source>Signing in to {name}{code}…</source>
        <translation>Anmeldung bei {name}{code}…</translation>
    </message>
    <message>
        <source>Some tools can&apos;t read the sso-session name {name!r}: {problem} Its roles get no profiles this way. Use --as process.</source>
        <translation>Manche Werkzeuge können den Namen der sso-session {name!r} nicht lesen: {problem} Ihre Rollen bekommen so keine Profile; nehmen Sie --as process.</translation>
    </message>
    <message>
        <source>Some tools use one, some the other.</source>
        <translation>Manche Werkzeuge nehmen das eine, manche das andere.</translation>
    </message>
    <message>
        <source>Something other than AWS is responding, such as a network sign-in page.</source>
        <translation>Etwas anderes antwortet an Stelle von AWS, etwa die Anmeldeseite eines Netzes.</translation>
    </message>
    <message>
        <source>Something in between closes TLS connections to AWS.</source>
        <translation>Etwas unterwegs beendet verschlüsselte Verbindungen zu AWS.</translation>
    </message>
    <message>
        <source>Something in between, such as a firewall, blocks it.</source>
        <translation>Etwas unterwegs sagt nein; AWS selbst tut das nie.</translation>
    </message>
    <message>
        <source>Something other than AWS responded.</source>
        <translation>Etwas anderes als AWS hat geantwortet.</translation>
    </message>
    <message>
        <source>Something other than AWS responds as {host}.</source>
        <translation>Etwas anderes als AWS antwortet für {host}.</translation>
    </message>
    <message>
        <source>Try again when you&apos;re ready.</source>
        <translation>Beginnen Sie sie neu, wenn Sie so weit sind.</translation>
    </message>
    <message>
        <source>Start the newer version, or delete the file.</source>
        <translation>Starten Sie das neuere, oder entfernen Sie die Datei.</translation>
    </message>
    <message>
        <source>Start the sign-in again.</source>
        <translation>Beginnen Sie die Anmeldung neu.</translation>
    </message>
    <message>
        <source>Start SSO Tray, or run this command in a terminal.</source>
        <translation>Starten Sie SSO Tray, oder führen Sie den Befehl in einem Terminal aus.</translation>
    </message>
    <message>
        <source>Start when I log in</source>
        <translation>Starten, wenn ich mich am Rechner anmelde</translation>
    </message>
    <message>
        <source>Started by</source>
        <translation>Gestartet von</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>Sun</source>
        <translation>So.</translation>
    </message>
    <message>
        <source>Notify me about new versions</source>
        <translation>Sagen, wenn es eine neuere Version gibt</translation>
    </message>
    <message>
        <source>Terminal opened</source>
        <translation>Terminal geöffnet</translation>
    </message>
    <message>
        <source>That fails if the proxy is the only way out.</source>
        <translation>Das scheitert, wo der Proxy der einzige Weg hinaus ist.</translation>
    </message>
    <message>
        <source>This happens when a tool was run with sudo. Take the file back: sudo chown $USER {path}</source>
        <translation>Das passiert, wenn ein Werkzeug mit sudo lief. Holen Sie sich die Datei zurück mit: sudo chown $USER {path}</translation>
    </message>
    <message>
        <source>This happens when a tool was run with sudo. Your tools may not be able to write to it.</source>
        <translation>Das geschieht, wenn ein Werkzeug mit sudo lief; Ihres kann sie jetzt vielleicht nicht schreiben.</translation>
    </message>
    <message>
        <source>That is how tools connect to the proxy itself. Few proxies support it.</source>
        <translation>So wird mit dem Proxy selbst gesprochen, nicht mit dem, was durch ihn geht; wenige Proxys wollen das.</translation>
    </message>
    <message>
        <source>That isn&apos;t a web address.</source>
        <translation>Das ist keine Webadresse.</translation>
    </message>
    <message>
        <source>The AWS CLI and most SDKs only support HTTP proxies.</source>
        <translation>Die AWS CLI und die meisten SDKs sprechen nur mit HTTP-Proxys.</translation>
    </message>
    <message>
        <source>AWS CLI isn&apos;t on your PATH. SSO Tray doesn&apos;t need it.</source>
        <translation>Die AWS CLI ist nicht im PATH. SSO Tray braucht sie nicht.</translation>
    </message>
    <message>
        <source>AWS CLI {version}.</source>
        <translation>Die AWS CLI ist {version}.</translation>
    </message>
    <message>
        <source>The AWS CLI&apos;s registration for {session} has expired.</source>
        <translation>Die Registrierung der AWS CLI für {session} ist abgelaufen.</translation>
    </message>
    <message>
        <source>The AWS CLI, boto3, Ruby and Rust use SSO, while the JavaScript and C++ SDKs silently use the keys: two identities under one name.</source>
        <translation>Die AWS CLI, boto3, Ruby und Rust melden sich mit SSO an; die JavaScript-SDKs und C++ nehmen wortlos die Schlüssel. Dasselbe Profil ist zwei Identitäten.</translation>
    </message>
    <message>
        <source>The AWS files are in their default location.</source>
        <translation>Die AWS-Dateien sind am gewohnten Ort.</translation>
    </message>
    <message>
        <source>Couldn&apos;t write the Run registry key: {reason}.</source>
        <translation>Der Run-Schlüssel konnte nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>Couldn&apos;t write the activity log {path}: {reason}.</source>
        <translation>Der Verlauf {path} konnte nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>Its certificate authority isn&apos;t in {bundle}. A wrong clock or a network sign-in page can also cause this.</source>
        <translation>Die Zertifizierungsstelle, die dafür unterschrieben hat, steht nicht in {bundle}. Auch eine falsche Uhr kann der Grund sein, oder ein Netz, das zuerst eine eigene Anmeldung verlangt.</translation>
    </message>
    <message>
        <source>The clipboard is cleared in one minute.</source>
        <translation>Die Zwischenablage wird in einer Minute geleert.</translation>
    </message>
    <message>
        <source>The file was left unchanged. {remedy}.</source>
        <translation>Die Datei blieb, wie sie ist. {remedy}.</translation>
    </message>
    <message>
        <source>SSO Tray is quitting.</source>
        <translation>SSO Tray wird beendet.</translation>
    </message>
    <message>
        <source>--profile {profile}</source>
        <translation>--profile {profile}</translation>
    </message>
    <message>
        <source>AWS IAM Identity Center in your system tray.</source>
        <translation>AWS IAM Identity Center im Infobereich.</translation>
    </message>
    <message>
        <source>Access portal</source>
        <translation>Zugriffsportal</translation>
    </message>
    <message>
        <source>Account names</source>
        <translation>Kontonamen</translation>
    </message>
    <message>
        <source>Add rule</source>
        <translation>Neue Regel</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Any account</source>
        <translation>Jedes Konto</translation>
    </message>
    <message>
        <source>Changes are saved as you make them.</source>
        <translation>Änderungen werden sofort gespeichert.</translation>
    </message>
    <message>
        <source>Choose an event to see its details.</source>
        <translation>Wählen Sie ein Ereignis, um mehr zu sehen.</translation>
    </message>
    <message>
        <source>Choose one or more, or none for no warnings. You&apos;re always notified when a session has ended.</source>
        <translation>Wählen Sie einen oder mehrere Zeitpunkte oder keinen. Wenn eine Sitzung geendet hat, werden Sie immer benachrichtigt.</translation>
    </message>
    <message>
        <source>Command copied</source>
        <translation>Befehl kopiert</translation>
    </message>
    <message>
        <source>Console and browsers</source>
        <translation>Konsole und Browser</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copy command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>Copy version</source>
        <translation>Version kopieren</translation>
    </message>
    <message>
        <source>Couldn&apos;t change {path}: {reason}.</source>
        <translation>{path} konnte nicht geändert werden: {reason}.</translation>
    </message>
    <message>
        <source>Couldn&apos;t reach AWS: the proxy address in {name} isn&apos;t valid.</source>
        <translation>Die Proxy-Adresse in {name} ist ungültig; AWS war daher nicht zu erreichen.</translation>
    </message>
    <message>
        <source>Delivery</source>
        <translation>Weg</translation>
    </message>
    <message>
        <source>End the use after</source>
        <translation>Benutzung beenden nach</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>Beheben</translation>
    </message>
    <message>
        <source>Fixed</source>
        <translation>Behoben</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Hide the rule</source>
        <translation>Regel ausblenden</translation>
    </message>
    <message>
        <source>It belongs to {holder} ({setting} in {path}, line {line}). Nothing was changed.</source>
        <translation>Es gehört zu: {holder} ({setting} in {path}, Zeile {line}). Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Its lines are commented out until you stop using the role.</source>
        <translation>Seine Zeilen werden auskommentiert, bis Sie die Rolle nicht mehr verwenden.</translation>
    </message>
    <message>
        <source>Loading your accounts</source>
        <translation>Konten laden</translation>
    </message>
    <message>
        <source>Mark roles that deserve care. The first matching rule applies. * matches any text, so Prod* matches Production and prod-eu. Enter an account&apos;s name or ID.</source>
        <translation>Kennzeichnen Sie Rollen, die Vorsicht verlangen. Die erste passende Regel gilt. * steht für beliebigen Text, Prod* passt also auf Production und prod-eu. Geben Sie Namen oder ID eines Kontos ein.</translation>
    </message>
    <message>
        <source>Minutes of use</source>
        <translation>Minuten der Benutzung</translation>
    </message>
    <message>
        <source>New terminals, default</source>
        <translation>Neue Terminals, default</translation>
    </message>
    <message>
        <source>No access portals yet.</source>
        <translation>Noch keine Zugriffsportale.</translation>
    </message>
    <message>
        <source>No role from SSO Tray</source>
        <translation>Keine Rolle von SSO Tray</translation>
    </message>
    <message>
        <source>No rules yet. Production is a good first one.</source>
        <translation>Noch keine Regeln. Die Produktion ist eine gute erste.</translation>
    </message>
    <message>
        <source>Open file</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <source>Open source, MIT licence.</source>
        <translation>Open Source, MIT-Lizenz.</translation>
    </message>
    <message>
        <source>Or add another access portal</source>
        <translation>Oder ein anderes Zugriffsportal hinzufügen</translation>
    </message>
    <message>
        <source>Other minutes</source>
        <translation>Andere Minuten</translation>
    </message>
    <message>
        <source>Pick a role, or use --profile with one that has a role.</source>
        <translation>Wählen Sie eine Rolle, oder benutzen Sie --profile mit einem Profil, das eine hat.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>{name} entfernen</translation>
    </message>
    <message>
        <source>Replace it for now</source>
        <translation>Vorerst ersetzen</translation>
    </message>
    <message>
        <source>Report a problem</source>
        <translation>Problem melden</translation>
    </message>
    <message>
        <source>Requested by</source>
        <translation>Angefordert von</translation>
    </message>
    <message>
        <source>Run in a terminal: {command}</source>
        <translation>Führen Sie in einem Terminal aus: {command}</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Set by your administrator.</source>
        <translation>Von Ihrer Administration festgelegt.</translation>
    </message>
    <message>
        <source>Set region</source>
        <translation>Region angeben</translation>
    </message>
    <message>
        <source>Show automatic events</source>
        <translation>Automatische Ereignisse zeigen</translation>
    </message>
    <message>
        <source>Show the rule</source>
        <translation>Regel anzeigen</translation>
    </message>
    <message>
        <source>Sign in there as usual and approve the request. This window closes automatically.</source>
        <translation>Melden Sie sich dort wie gewohnt an und erlauben Sie die Anfrage. Dieses Fenster schließt sich von selbst.</translation>
    </message>
    <message>
        <source>Sign-in denied</source>
        <translation>Anmeldung abgelehnt</translation>
    </message>
    <message>
        <source>Sign-in timed out</source>
        <translation>Zeit für die Anmeldung abgelaufen</translation>
    </message>
    <message>
        <source>Start SSO Tray when I log in</source>
        <translation>SSO Tray beim Anmelden am Computer starten</translation>
    </message>
    <message>
        <source>Step {step} of {steps}</source>
        <translation>Schritt {step} von {steps}</translation>
    </message>
    <message>
        <source>The demo doesn&apos;t start automatically.</source>
        <translation>Die Demo startet nicht automatisch.</translation>
    </message>
    <message>
        <source>The sso-session {name!r} no longer exists.</source>
        <translation>Die sso-session {name!r} ist nicht mehr bekannt.</translation>
    </message>
    <message>
        <source>Then use it with: aws --profile {name}</source>
        <translation>Dann zu verwenden mit: aws --profile {name}</translation>
    </message>
    <message>
        <source>This desktop shows no tray icon</source>
        <translation>Dieser Desktop zeigt kein Tray-Symbol</translation>
    </message>
    <message>
        <source>To prevent this, remove {session} from shared_with_aws_cli in settings.toml, restart SSO Tray and sign in again.</source>
        <translation>Um das zu verhindern, entfernen Sie {session} aus shared_with_aws_cli in settings.toml, starten Sie SSO Tray neu und melden Sie sich neu an.</translation>
    </message>
    <message>
        <source>Token: not renewable</source>
        <translation>Token: nicht erneuerbar</translation>
    </message>
    <message>
        <source>Token: renewed automatically</source>
        <translation>Token: wird automatisch erneuert</translation>
    </message>
    <message>
        <source>Trying again in {seconds} s.</source>
        <translation>Neuer Versuch in {seconds} s.</translation>
    </message>
    <message>
        <source>Trying again in {time}.</source>
        <translation>Neuer Versuch in {time}.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Unpinned</source>
        <translation>Losgelöst</translation>
    </message>
    <message>
        <source>Use another profile name</source>
        <translation>Anderen Profilnamen verwenden</translation>
    </message>
    <message>
        <source>Use as another profile…</source>
        <translation>Als anderes Profil verwenden…</translation>
    </message>
    <message>
        <source>Use as default</source>
        <translation>Als default verwenden</translation>
    </message>
    <message>
        <source>Use as profile</source>
        <translation>Verwenden als Profil</translation>
    </message>
    <message>
        <source>Use role</source>
        <translation>Rolle verwenden</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>Gültig</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>Version {version}</translation>
    </message>
    <message>
        <source>Waiting for your approval</source>
        <translation>Warten auf Ihre Erlaubnis</translation>
    </message>
    <message>
        <source>Waiting for your browser</source>
        <translation>Wartet auf Ihren Browser</translation>
    </message>
    <message>
        <source>Warn before a session ends</source>
        <translation>Vor dem Ende einer Sitzung warnen</translation>
    </message>
    <message>
        <source>What AWS tools use now</source>
        <translation>Was AWS-Werkzeuge jetzt benutzen</translation>
    </message>
    <message>
        <source>What&apos;s new</source>
        <translation>Neuigkeiten</translation>
    </message>
    <message>
        <source>You can change this later in Settings.</source>
        <translation>Sie können das später in den Einstellungen ändern.</translation>
    </message>
    <message>
        <source>You don&apos;t have a role in account {number}</source>
        <translation>Sie haben keine Rolle im Konto {number}</translation>
    </message>
    <message>
        <source>You don&apos;t have a role in this link&apos;s account</source>
        <translation>Sie haben keine Rolle im Konto dieses Links</translation>
    </message>
    <message>
        <source>Your desktop session</source>
        <translation>Ihre Desktop-Sitzung</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>noch etwa {time}</translation>
    </message>
    <message>
        <source>any role</source>
        <translation>jede Rolle</translation>
    </message>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>ends after {minutes} min</source>
        <translation>endet nach {minutes} min</translation>
    </message>
    <message>
        <source>from SSO Tray</source>
        <translation>von SSO Tray</translation>
    </message>
    <message numerus="yes">
        <source>matches {count:,} roles</source>
        <translation>
            <numerusform>passt auf {count:,} Rolle</numerusform>
            <numerusform>passt auf {count:,} Rollen</numerusform>
        </translation>
    </message>
    <message>
        <source>min</source>
        <translation>min</translation>
    </message>
    <message>
        <source>pid {pid}</source>
        <translation>PID {pid}</translation>
    </message>
    <message>
        <source>still to come</source>
        <translation>steht noch aus</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>version is {version!r}, but this SSO Tray supports version {known}</source>
        <translation>die Version ist {version!r}, und dieses SSO Tray kennt Version {known}</translation>
    </message>
    <message>
        <source>Couldn&apos;t secure the agent&apos;s pipe.</source>
        <translation>Die Pipe des Agenten lässt sich nicht schützen.</translation>
    </message>
    <message>
        <source>AWS tools take a comment after a value as part of the value.</source>
        <translation>Eine Bemerkung hinter einem Wert gehört für AWS-Werkzeuge zum Wert.</translation>
    </message>
    <message>
        <source>A service such as cloudwatch, or a full URL. Leave empty for the console home.</source>
        <translation>Ein Dienst oder die ganze Adresse einer Seite. Leer: die Startseite der Konsole.</translation>
    </message>
    <message>
        <source>AWS denies access, as it does for closed and suspended accounts. All others are listed.</source>
        <translation>AWS verweigert sie; das tun geschlossene und gesperrte Konten. Alle anderen sind aufgelistet.</translation>
    </message>
    <message>
        <source>AWS tools and SSO Tray call that address instead of AWS.</source>
        <translation>AWS-Werkzeuge und die Anmeldung von SSO Tray gehen dorthin statt zu AWS.</translation>
    </message>
    <message>
        <source>AWS tools don&apos;t find it under its apparent name.</source>
        <translation>AWS-Werkzeuge finden ihn nicht unter dem Namen, den er zu haben scheint.</translation>
    </message>
    <message>
        <source>AWS tools may read it, but SSO Tray doesn&apos;t edit files that large.</source>
        <translation>AWS-Werkzeuge lesen sie vielleicht, aber SSO Tray ändert keine so großen Dateien.</translation>
    </message>
    <message>
        <source>AWS tools treat this as a profile without a name and fail.</source>
        <translation>AWS-Werkzeuge halten das für ein Profil ohne Namen und brechen ab.</translation>
    </message>
    <message>
        <source>Add an access portal…</source>
        <translation>Zugriffsportal hinzufügen…</translation>
    </message>
    <message>
        <source>Add your access portal, or run sso-tray --demo to look around without AWS.</source>
        <translation>Fügen Sie Ihr Zugriffsportal hinzu, oder sehen Sie sich mit sso-tray --demo ohne AWS um.</translation>
    </message>
    <message>
        <source>Alias</source>
        <translation>Alias</translation>
    </message>
    <message>
        <source>All accounts</source>
        <translation>Alle Konten</translation>
    </message>
    <message>
        <source>An alias can have at most {longest} characters.</source>
        <translation>Ein Alias hat höchstens {longest} Zeichen.</translation>
    </message>
    <message>
        <source>An alias is a single line and can&apos;t contain / or :</source>
        <translation>Ein Alias ist eine Zeile Text ohne / und :</translation>
    </message>
    <message>
        <source>Give accounts short names of your own. Menus, search and commands (sso-tray use ALIAS/ROLE) use them. Double-click to edit.</source>
        <translation>Ein Alias ist Ihr eigener Name für ein Konto. Menü und Suche zeigen ihn, und Befehle verstehen ihn: sso-tray use ALIAS/ROLLE. Zum Schreiben in die Spalte doppelklicken oder dort tippen.</translation>
    </message>
    <message>
        <source>An alias can&apos;t be digits only: it would look like an account number.</source>
        <translation>Ein Alias nur aus Ziffern würde für eine Kontonummer gehalten.</translation>
    </message>
    <message>
        <source>Another sso-tray command is still running (pid {pid}).</source>
        <translation>Ein anderer Befehl von SSO Tray läuft noch (PID {pid}).</translation>
    </message>
    <message>
        <source>Try again when the other one is done.</source>
        <translation>Fragen Sie noch einmal, wenn der andere fertig ist.</translation>
    </message>
    <message>
        <source>Ask who sent it which account they mean.</source>
        <translation>Fragen Sie beim Absender nach, welches Konto gemeint ist.</translation>
    </message>
    <message>
        <source>Ask your administrator.</source>
        <translation>Fragen Sie Ihren Administrator.</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>Browser</translation>
    </message>
    <message>
        <source>Browser opened</source>
        <translation>Browser geöffnet</translation>
    </message>
    <message>
        <source>Browser rules</source>
        <translation>Regeln für Browser</translation>
    </message>
    <message>
        <source>Browsers</source>
        <translation>Browser</translation>
    </message>
    <message>
        <source>Check that your browser shows this code</source>
        <translation>Prüfen Sie, ob Ihr Browser diesen Code zeigt</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Clear search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Closes in {seconds} s</source>
        <translation>Schließt in {seconds} s</translation>
    </message>
    <message>
        <source>Compare the code {code}</source>
        <translation>Code {code} vergleichen</translation>
    </message>
    <message>
        <source>Console home</source>
        <translation>Startseite der Konsole</translation>
    </message>
    <message>
        <source>Container</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>Continue in your browser</source>
        <translation>Weiter im Browser</translation>
    </message>
    <message>
        <source>Copied: {text}</source>
        <translation>Kopiert: {text}</translation>
    </message>
    <message>
        <source>Copy account ID</source>
        <translation>Kontonummer kopieren</translation>
    </message>
    <message>
        <source>Copy keys</source>
        <translation>Schlüssel kopieren</translation>
    </message>
    <message>
        <source>Copy keys as</source>
        <translation>Schlüssel kopieren als</translation>
    </message>
    <message>
        <source>Copy keys as…</source>
        <translation>Schlüssel kopieren als…</translation>
    </message>
    <message>
        <source>Copy keys for {shell}</source>
        <translation>Schlüssel kopieren für {shell}</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <source>Copy the address from your browser. Its region is detected.</source>
        <translation>Kopieren Sie die Adresse aus dem Browser. Die Region wird erkannt.</translation>
    </message>
    <message>
        <source>Couldn&apos;t lock {path}: {reason}.</source>
        <translation>{path} ließ sich nicht sperren: {reason}.</translation>
    </message>
    <message>
        <source>Couldn&apos;t prepare the folder {directory}: {reason}.</source>
        <translation>Der Ordner {directory} ließ sich nicht vorbereiten: {reason}.</translation>
    </message>
    <message>
        <source>Ctrl</source>
        <translation>Strg</translation>
    </message>
    <message>
        <source>Demo: sample accounts, nothing here is real</source>
        <translation>Demo: Beispielkonten, nichts davon ist echt</translation>
    </message>
    <message>
        <source>Denied automatically in {seconds} s</source>
        <translation>Wird in {seconds} s abgelehnt</translation>
    </message>
    <message>
        <source>Denied automatically: {account}</source>
        <translation>Abgelehnt: {account}</translation>
    </message>
    <message>
        <source>Deny all</source>
        <translation>Alle ablehnen</translation>
    </message>
    <message>
        <source>Endpoints in the config file</source>
        <translation>Endpunkte in der Konfigurationsdatei</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Find a role, or paste an ARN or console link</source>
        <translation>Rolle suchen oder ARN oder Link einfügen</translation>
    </message>
    <message>
        <source>Found on this computer</source>
        <translation>Auf diesem Computer gefunden</translation>
    </message>
    <message>
        <source>Getting keys…</source>
        <translation>Schlüssel werden geholt…</translation>
    </message>
    <message>
        <source>Give yourself read and write permission for it and its folder. {way_out}</source>
        <translation>Geben Sie sich das Recht, sie und ihren Ordner zu lesen und zu schreiben. {way_out}</translation>
    </message>
    <message>
        <source>How should your tools get keys?</source>
        <translation>Wie sollen Ihre Werkzeuge Schlüssel bekommen?</translation>
    </message>
    <message>
        <source>How tools get its keys</source>
        <translation>Wie Werkzeuge die Schlüssel bekommen</translation>
    </message>
    <message>
        <source>If it shows a different one, deny it: someone else started that sign-in.</source>
        <translation>Zeigt er einen anderen, lehnen Sie ab: Dann hat jemand anderes die Anmeldung begonnen.</translation>
    </message>
    <message>
        <source>If that&apos;s not intended, unset {variables}.</source>
        <translation>Wenn das nicht gewollt ist, entfernen Sie {variables} aus der Umgebung.</translation>
    </message>
    <message>
        <source>If that&apos;s not intended, remove the line.</source>
        <translation>Wenn das nicht gewollt ist, entfernen Sie die Zeile.</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Verwendung</translation>
    </message>
    <message>
        <source>Install and turn on the AppIndicator extension (package gnome-shell-extension-appindicator).</source>
        <translation>Installieren und aktivieren Sie die Erweiterung AppIndicator (Paket gnome-shell-extension-appindicator).</translation>
    </message>
    <message>
        <source>Install or start GNOME Keyring, KeePassXC or another Secret Service</source>
        <translation>Installieren oder starten Sie GNOME-Schlüsselbund, KeePassXC oder einen anderen Secret Service</translation>
    </message>
    <message>
        <source>Retrying automatically. See: sso-tray status</source>
        <translation>Es wird wieder versucht; siehe: sso-tray status</translation>
    </message>
    <message>
        <source>Keys copied: {role}. Cleared in 60 s.</source>
        <translation>Schlüssel kopiert: {role}. Gelöscht in 60 s.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Verlassen</translation>
    </message>
    <message>
        <source>Loading accounts</source>
        <translation>Konten werden geladen</translation>
    </message>
    <message>
        <source>Loading accounts · {accounts_in:,} of {accounts_known:,}</source>
        <translation>Konten werden geladen · {accounts_in:,} von {accounts_known:,}</translation>
    </message>
    <message>
        <source>Check whether it&apos;s asking you something.</source>
        <translation>Sehen Sie nach, ob er Sie etwas fragt.</translation>
    </message>
    <message>
        <source>Menu of {session}</source>
        <translation>Menü von {session}</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>Weitere Aktionen</translation>
    </message>
    <message>
        <source>More…</source>
        <translation>Mehr…</translation>
    </message>
    <message>
        <source>Move the comment to its own line.</source>
        <translation>Setzen Sie die Bemerkung in eine eigene Zeile.</translation>
    </message>
    <message>
        <source>Name, ID or alias</source>
        <translation>Name, Nummer oder Alias</translation>
    </message>
    <message>
        <source>Needs sign-in</source>
        <translation>Anmeldung nötig</translation>
    </message>
    <message>
        <source>No access portal yet</source>
        <translation>Noch kein Zugriffsportal</translation>
    </message>
    <message>
        <source>You have no accounts here</source>
        <translation>Ihnen sind keine Konten zugewiesen</translation>
    </message>
    <message>
        <source>No accounts yet. Sign in to see them here.</source>
        <translation>Noch sind keine Konten bekannt. Melden Sie sich an, dann stehen sie hier.</translation>
    </message>
    <message>
        <source>No supported browser found on this computer.</source>
        <translation>Auf diesem Rechner wurde kein Browser gefunden, den eine Regel nennen könnte.</translation>
    </message>
    <message>
        <source>No custom AWS endpoints in the config file.</source>
        <translation>In der Konfigurationsdatei ist kein Endpunkt von AWS ersetzt.</translation>
    </message>
    <message>
        <source>You have no roles in {name}.</source>
        <translation>Sie haben keine Rollen in {name}.</translation>
    </message>
    <message>
        <source>No role matches “{text}”</source>
        <translation>Keine Rolle passt zu „{text}“</translation>
    </message>
    <message>
        <source>No roles yet</source>
        <translation>Noch keine Rollen</translation>
    </message>
    <message>
        <source>No trailing comments or quotes in values.</source>
        <translation>Hinter keinem Wert steht eine Bemerkung.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>Not used: {account}</source>
        <translation>Nicht verwendet: {account}</translation>
    </message>
    <message>
        <source>Nothing was changed. Mount it writable, and try again.</source>
        <translation>Es wurde nichts geändert. Hängen Sie es beschreibbar ein, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Nothing was written. Write one space before the name, and nothing after the closing bracket.</source>
        <translation>Es wurde nichts geschrieben. Setzen Sie ein Leerzeichen vor den Namen, und nichts hinter die schließende Klammer.</translation>
    </message>
    <message>
        <source>Account ID</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>On Wayland, SSO Tray can only copy from its own window.</source>
        <translation>Auf diesem Desktop können Programme nur aus ihren eigenen Fenstern kopieren.</translation>
    </message>
    <message>
        <source>Only some AWS tools read the header {header} in {path}, line {line}.</source>
        <translation>Nur manche AWS-Werkzeuge lesen die Überschrift {header} in {path}, Zeile {line}.</translation>
    </message>
    <message>
        <source>Only you can read your credentials file now</source>
        <translation>Ihre Credentials-Datei können jetzt nur noch Sie lesen</translation>
    </message>
    <message>
        <source>Open a service</source>
        <translation>Dienst öffnen</translation>
    </message>
    <message>
        <source>Open a service…</source>
        <translation>Dienst öffnen…</translation>
    </message>
    <message>
        <source>Open this page</source>
        <translation>Seite öffnen</translation>
    </message>
    <message>
        <source>Open this page in the console</source>
        <translation>Diese Seite in der Konsole öffnen</translation>
    </message>
    <message>
        <source>Start page</source>
        <translation>Startseite</translation>
    </message>
    <message>
        <source>Other users can reach {directory}.</source>
        <translation>Andere Benutzer können {directory} erreichen.</translation>
    </message>
    <message>
        <source>Other users of this machine could read {path}.</source>
        <translation>Andere Benutzer dieses Rechners konnten {path} lesen.</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
    <message>
        <source>Pinned services</source>
        <translation>Angeheftete Dienste</translation>
    </message>
    <message>
        <source>Profiles for all roles can&apos;t hold keys. Use one role at a time: sso-tray use ROLE</source>
        <translation>Profile für alle Rollen enthalten keine Schlüssel. Benutzen Sie eine Rolle nach der anderen: sso-tray use ROLLE</translation>
    </message>
    <message>
        <source>Protect this role…</source>
        <translation>Diese Rolle schützen…</translation>
    </message>
    <message>
        <source>Restart SSO Tray.</source>
        <translation>Starten Sie SSO Tray neu.</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>Empfohlen</translation>
    </message>
    <message>
        <source>Refresh accounts</source>
        <translation>Konten aktualisieren</translation>
    </message>
    <message>
        <source>Trailing comments</source>
        <translation>Kommentare hinter Werten</translation>
    </message>
    <message>
        <source>Remove it. SSO Tray then creates a new one.</source>
        <translation>Entfernen Sie ihn: SSO Tray legt einen neuen an.</translation>
    </message>
    <message>
        <source>Remove sections you no longer use.</source>
        <translation>Entfernen Sie Abschnitte, die Sie nicht mehr brauchen.</translation>
    </message>
    <message>
        <source>Remove the quotes.</source>
        <translation>Entfernen Sie die Anführungszeichen.</translation>
    </message>
    <message>
        <source>Unset {variables}.</source>
        <translation>Entfernen Sie {variables} aus der Umgebung.</translation>
    </message>
    <message>
        <source>Renewing the keys of {profile}…</source>
        <translation>Schlüssel von {profile} werden erneuert…</translation>
    </message>
    <message>
        <source>Roles appear here as they come in.</source>
        <translation>Rollen erscheinen hier, sobald sie da sind.</translation>
    </message>
    <message>
        <source>Run SSO Tray as yourself, with HOME and XDG_RUNTIME_DIR set to folders you own.</source>
        <translation>Starten Sie SSO Tray als Sie selbst; HOME und XDG_RUNTIME_DIR müssen Ihre eigenen Ordner nennen.</translation>
    </message>
    <message>
        <source>SSO Tray can&apos;t write a role or its keys to it.</source>
        <translation>SSO Tray kann dort keine Rolle und keine Schlüssel eintragen.</translation>
    </message>
    <message>
        <source>SSO Tray closed the connection without answering.</source>
        <translation>SSO Tray hat die Verbindung geschlossen, bevor es geantwortet hatte.</translation>
    </message>
    <message>
        <source>SSO Tray didn&apos;t answer in time.</source>
        <translation>SSO Tray hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>SSO Tray didn&apos;t start</source>
        <translation>SSO Tray ist nicht gestartet</translation>
    </message>
    <message>
        <source>SSO Tray doesn&apos;t talk to it. Stop the program that created it.</source>
        <translation>SSO Tray spricht nicht damit. Beenden Sie das Programm, das sie angelegt hat.</translation>
    </message>
    <message>
        <source>SSO Tray doesn&apos;t talk to it. Remove that socket, or stop the program.</source>
        <translation>SSO Tray spricht nicht damit. Entfernen Sie diesen Socket oder beenden Sie sein Programm.</translation>
    </message>
    <message>
        <source>SSO Tray isn&apos;t running.</source>
        <translation>SSO Tray läuft nicht.</translation>
    </message>
    <message>
        <source>SSO Tray is running, but can&apos;t be reached from here.</source>
        <translation>SSO Tray läuft, ist von hier aus aber nicht zu erreichen.</translation>
    </message>
    <message>
        <source>Something went wrong in SSO Tray ({kind}).</source>
        <translation>In SSO Tray ist etwas schiefgegangen ({kind}).</translation>
    </message>
    <message>
        <source>SSO Tray needs a folder there that only you can write to.</source>
        <translation>SSO Tray braucht dort einen Ordner, in den nur Sie schreiben können.</translation>
    </message>
    <message>
        <source>SSO Tray keeps trying until they&apos;re gone.</source>
        <translation>SSO Tray versucht es weiter, bis sie weg sind.</translation>
    </message>
    <message>
        <source>SSO Tray was updated while it was running.</source>
        <translation>SSO Tray wurde aktualisiert, während es lief.</translation>
    </message>
    <message>
        <source>Session ended at {time}</source>
        <translation>Sitzung endete um {time}</translation>
    </message>
    <message>
        <source>Session menu</source>
        <translation>Menü der Sitzung</translation>
    </message>
    <message>
        <source>Set HOME to a folder you own.</source>
        <translation>Setzen Sie HOME auf einen eigenen Ordner.</translation>
    </message>
    <message>
        <source>Set XDG_RUNTIME_DIR to a folder that only you can reach.</source>
        <translation>Setzen Sie XDG_RUNTIME_DIR auf einen Ordner, den nur Sie erreichen.</translation>
    </message>
    <message>
        <source>Settings and more</source>
        <translation>Einstellungen und mehr</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>Sign in again</source>
        <translation>Neu anmelden</translation>
    </message>
    <message>
        <source>Sign in, and your roles appear here.</source>
        <translation>Melden Sie sich an, dann erscheinen Ihre Rollen hier.</translation>
    </message>
    <message>
        <source>Sign-ins are kept in memory only (token_storage), but SSO Tray isn&apos;t running. Start it first: sso-tray, or sso-tray agent</source>
        <translation>Anmeldungen bleiben nur im Arbeitsspeicher (token_storage), und SSO Tray läuft nicht. Starten Sie es zuerst: sso-tray oder sso-tray agent</translation>
    </message>
    <message>
        <source>Signed out of {name}, but some things couldn&apos;t be removed.</source>
        <translation>Von {name} abgemeldet, aber nicht alles ist weg.</translation>
    </message>
    <message>
        <source>Stop using</source>
        <translation>Nicht mehr verwenden</translation>
    </message>
    <message>
        <source>Stopped using {profile}</source>
        <translation>{profile} wird nicht mehr verwendet</translation>
    </message>
    <message>
        <source>The AWS CLI and boto3 reject the whole file, and SSO Tray won&apos;t change it.</source>
        <translation>AWS CLI und boto3 lehnen die ganze Datei ab; SSO Tray lässt sie, wie sie ist.</translation>
    </message>
    <message>
        <source>Couldn&apos;t list the accounts of {name}.</source>
        <translation>Die Konten von {name} ließen sich nicht auflisten.</translation>
    </message>
    <message>
        <source>Couldn&apos;t create the agent&apos;s pipe {address}.</source>
        <translation>Die Pipe des Agenten {address} lässt sich nicht anlegen.</translation>
    </message>
    <message>
        <source>Couldn&apos;t create the agent&apos;s socket {address}: {error}.</source>
        <translation>Der Socket des Agenten {address} lässt sich nicht anlegen: {error}.</translation>
    </message>
    <message>
        <source>The browser didn&apos;t start: {why}.</source>
        <translation>Der Browser startete nicht: {why}.</translation>
    </message>
    <message>
        <source>Browser “{browser}” not found.</source>
        <translation>Der Browser „{browser}“ wurde nicht gefunden.</translation>
    </message>
    <message>
        <source>Default profile</source>
        <translation>Die Wahl des Browsers</translation>
    </message>
    <message>
        <source>{host}&apos;s certificate belongs to a different host.</source>
        <translation>Das Zertifikat, das {host} zeigt, ist auf einen anderen Rechner ausgestellt.</translation>
    </message>
    <message>
        <source>{host}&apos;s certificate isn&apos;t valid at this computer&apos;s date and time.</source>
        <translation>Das Zertifikat, das {host} zeigt, ist nach der Uhr dieses Rechners nicht gültig.</translation>
    </message>
    <message>
        <source>{host} presents a certificate issued {by}, which isn&apos;t trusted.</source>
        <translation>Das Zertifikat, das {host} zeigt, ist {by}, und dem wird nicht vertraut.</translation>
    </message>
    <message>
        <source>The certificates are AWS&apos;s own.</source>
        <translation>Die Zertifikate sind die von AWS.</translation>
    </message>
    <message>
        <source>The clock matches AWS.</source>
        <translation>Die Uhr stimmt mit der von AWS überein.</translation>
    </message>
    <message>
        <source>The connection to {host} is dropped.</source>
        <translation>Die Verbindung zu {host} wird abgeschnitten.</translation>
    </message>
    <message>
        <source>The console rejected the role&apos;s keys ({code}).</source>
        <translation>Die Konsole hat die Schlüssel der Rolle abgelehnt ({code}).</translation>
    </message>
    <message>
        <source>Couldn&apos;t reach the console&apos;s sign-in service.</source>
        <translation>Die Anmeldung der Konsole war nicht zu erreichen.</translation>
    </message>
    <message>
        <source>This desktop supports tray icons.</source>
        <translation>Der Desktop zeigt Symbole im Infobereich.</translation>
    </message>
    <message>
        <source>The disk is full. {path} was not written.</source>
        <translation>Die Platte ist voll: {path} wurde nicht geschrieben.</translation>
    </message>
    <message>
        <source>The autostart entry excludes this desktop.</source>
        <translation>Der Eintrag lässt diesen Desktop aus.</translation>
    </message>
    <message>
        <source>The file is unchanged. Free some space and try again.</source>
        <translation>Die Datei ist, wie sie war. Schaffen Sie Platz, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>SSO Tray replaces the whole file, so its folder must be writable. {way_out}</source>
        <translation>Die Datei wird als Ganzes ersetzt, darum muss ihr Ordner beschreibbar sein. {way_out}</translation>
    </message>
    <message>
        <source>Your CA bundle doesn&apos;t include AWS&apos;s certificate authorities.</source>
        <translation>Die Datei mit Zertifizierungsstellen, die Sie nennen, kennt die eigenen Zertifikate von AWS nicht.</translation>
    </message>
    <message>
        <source>The file was left unchanged.</source>
        <translation>Die Datei wurde so gelassen, wie sie ist.</translation>
    </message>
    <message>
        <source>The aws command on your PATH is AWS CLI {version}.</source>
        <translation>Das erste aws im PATH ist eine alte AWS CLI: {version}.</translation>
    </message>
    <message>
        <source>The first matching rule applies; otherwise your default browser is used. * matches any text, so Prod* matches Production and prod-eu. Enter an account&apos;s name or ID.</source>
        <translation>Die erste Regel, die zu einer Rolle passt, zählt; wo keine passt, wählt das System. * steht für beliebige Zeichen: Prod* passt zu Production und prod-eu. Ein Konto ist sein Name oder seine Nummer.</translation>
    </message>
    <message>
        <source>The folder {folder} is read-only.</source>
        <translation>Der Ordner {folder} ist schreibgeschützt.</translation>
    </message>
    <message>
        <source>The icon appears as soon as it does. Until then this window is the way in.</source>
        <translation>Das Symbol erscheint, sobald er es tut. Bis dahin erreichen Sie alles über dieses Fenster.</translation>
    </message>
    <message>
        <source>The keyring hasn&apos;t responded, so it may still have the sign-in.</source>
        <translation>Der Schlüsselbund hat noch nicht geantwortet und enthält die Anmeldung vielleicht noch.</translation>
    </message>
    <message>
        <source>This keyring isn&apos;t secure: {module}.</source>
        <translation>Der Schlüsselbund hier ist nicht sicher: {module}.</translation>
    </message>
    <message>
        <source>The keyring couldn&apos;t {deed} the sign-in: {reason}.</source>
        <translation>Der Schlüsselbund ließ es nicht zu ({deed}): {reason}.</translation>
    </message>
    <message>
        <source>Keys are ready</source>
        <translation>Die Schlüssel sind bereit</translation>
    </message>
    <message>
        <source>The keys of {names} are still in your AWS files.</source>
        <translation>Die Schlüssel von {names} stehen noch in den Dateien.</translation>
    </message>
    <message>
        <source>Couldn&apos;t remove the keys of {profile}</source>
        <translation>Die Schlüssel von {profile} ließen sich nicht entfernen</translation>
    </message>
    <message>
        <source>Couldn&apos;t remove the keys of {profile} from {path}. They have expired.</source>
        <translation>Die Schlüssel von {profile} ließen sich nicht aus {path} entfernen; sie sind abgelaufen.</translation>
    </message>
    <message>
        <source>Couldn&apos;t remove the keys of {profile} from {path}. They work until they expire.</source>
        <translation>Die Schlüssel von {profile} ließen sich nicht aus {path} entfernen; sie gelten bis zu ihrem Ablauf.</translation>
    </message>
    <message>
        <source>Couldn&apos;t remove the keys of {profile} from {path}. They work until {time}.</source>
        <translation>Die Schlüssel von {profile} ließen sich nicht aus {path} entfernen; sie gelten bis {time}.</translation>
    </message>
    <message>
        <source>The keys of {profile} were in other profiles, too</source>
        <translation>Die Schlüssel von {profile} standen auch in anderen Profilen</translation>
    </message>
    <message>
        <source>The keys of “{name}” have expired.</source>
        <translation>Die Schlüssel von „{name}“ sind abgelaufen.</translation>
    </message>
    <message>
        <source>Couldn&apos;t remove the lines of {profile} from {path}.</source>
        <translation>Die Zeilen von {profile} ließen sich nicht aus {path} entfernen.</translation>
    </message>
    <message>
        <source>The link doesn&apos;t say which account it belongs to.</source>
        <translation>Der Link sagt nicht, zu welchem Konto er gehört.</translation>
    </message>
    <message>
        <source>Couldn&apos;t read the list of releases.</source>
        <translation>Die Liste der Versionen ist nicht zu verstehen.</translation>
    </message>
    <message>
        <source>No free port for the local endpoint.</source>
        <translation>Der lokale Endpunkt fand keinen freien Port.</translation>
    </message>
    <message>
        <source>Get it from the tray menu.</source>
        <translation>Das Menü öffnet die Seite, auf der Sie es bekommen.</translation>
    </message>
    <message>
        <source>No network, a DNS problem, or a wrong region.</source>
        <translation>Der Name ist hier nicht bekannt: kein Netz, ein stummer DNS-Server oder ein Fehler in der Region.</translation>
    </message>
    <message>
        <source>The name template {text!r} isn&apos;t valid: {reason}.</source>
        <translation>Die Namensvorlage {text!r} lässt sich nicht benutzen: {reason}.</translation>
    </message>
    <message>
        <source>The profile name “{name}” doesn&apos;t work in every tool.</source>
        <translation>Der Name „{name}“ funktioniert nicht überall.</translation>
    </message>
    <message>
        <source>This network may require you to sign in first.</source>
        <translation>Vielleicht will das Netz zuerst eine eigene Anmeldung.</translation>
    </message>
    <message>
        <source>This network may require you to sign in first. Open any web page in your browser.</source>
        <translation>Vielleicht will das Netz zuerst eine eigene Anmeldung: Öffnen Sie irgendeine Webseite im Browser.</translation>
    </message>
    <message>
        <source>The profile a role is used as by default.</source>
        <translation>Als dieses wird eine Rolle benutzt, wenn Sie nichts anderes sagen.</translation>
    </message>
    <message>
        <source>The path {word!r} can&apos;t be used in credential_process.</source>
        <translation>Der Pfad {word!r} kann nicht in credential_process stehen.</translation>
    </message>
    <message>
        <source>The pipe {address} belongs to another user.</source>
        <translation>Die Pipe {address} gehört einem anderen Benutzer.</translation>
    </message>
    <message>
        <source>The policy in {place} is valid.{locked}</source>
        <translation>Die Richtlinie in {place} ist verstanden.{locked}</translation>
    </message>
    <message>
        <source>Couldn&apos;t read the policy: {reason}.</source>
        <translation>Die Richtlinie ist nicht zu verstehen: {reason}.</translation>
    </message>
    <message>
        <source>Couldn&apos;t read the policy: {words}: {reason}.</source>
        <translation>Die Richtlinie ist nicht zu verstehen: {words}: {reason}.</translation>
    </message>
    <message>
        <source>The portal link supports several console sessions at once. A federation link needs no sign-in in the browser and lasts as long as the role&apos;s keys.</source>
        <translation>Der Link des Portals verträgt sich mit mehreren Konsolensitzungen zugleich. Ein Federation-Link braucht keine Anmeldung im Browser und gilt so lange wie die Schlüssel der Rolle.</translation>
    </message>
    <message>
        <source>Profile {profile} is already used by {holder}.</source>
        <translation>Das Profil {profile} gehört schon zu {holder}.</translation>
    </message>
    <message>
        <source>Profile {profile} appears more than once in {path}: lines {lines}.</source>
        <translation>Das Profil {profile} steht mehrmals in {path}: Zeilen {lines}.</translation>
    </message>
    <message>
        <source>“{profile}” is already taken</source>
        <translation>Das Profil {profile} ist vergeben</translation>
    </message>
    <message>
        <source>Profile “{name}” has both sso_session and sso_start_url.</source>
        <translation>Das Profil „{name}“ hat sowohl sso_session als auch sso_start_url.</translation>
    </message>
    <message>
        <source>Profile “{name}” has both {pointer} and its own keys.</source>
        <translation>Das Profil „{name}“ hat {pointer} und außerdem eigene Schlüssel.</translation>
    </message>
    <message>
        <source>Profile “{name}” refers to sso-session “{wanted}”, which doesn&apos;t exist.</source>
        <translation>Das Profil „{name}“ nennt die sso-session „{wanted}“, die es nicht gibt.</translation>
    </message>
    <message>
        <source>Couldn&apos;t check for a newer version.</source>
        <translation>Das Projekt ließ sich nicht nach neueren Versionen fragen.</translation>
    </message>
    <message>
        <source>The proxy for {host} wasn&apos;t tested.</source>
        <translation>Der Proxy für {host} wurde nicht geprüft.</translation>
    </message>
    <message>
        <source>Couldn&apos;t reach proxy {address} ({name}) to {what}.</source>
        <translation>Der Proxy {address} ({name}) war nicht zu erreichen ({what}).</translation>
    </message>
    <message>
        <source>Proxy {address} ({name}) doesn&apos;t accept HTTPS connections.</source>
        <translation>Der Proxy {address} ({name}) spricht kein HTTPS.</translation>
    </message>
    <message>
        <source>Proxy {address} ({name}) blocked the request to {what} ({status}).</source>
        <translation>Der Proxy {address} ({name}) hat die Verbindung abgelehnt ({what}; {status}).</translation>
    </message>
    <message>
        <source>Proxy {address} rejected the user name and password in {name}.</source>
        <translation>Der Proxy {address} akzeptiert Benutzername und Passwort aus {name} nicht.</translation>
    </message>
    <message>
        <source>Proxy {address} requires a user name and password.</source>
        <translation>Der Proxy {address} verlangt Benutzername und Passwort.</translation>
    </message>
    <message>
        <source>Proxy {proxy} doesn&apos;t respond.</source>
        <translation>Der Proxy {proxy} antwortet nicht.</translation>
    </message>
    <message>
        <source>Proxy {proxy} blocks {host}.</source>
        <translation>Der Proxy {proxy} lässt uns nicht zu {host} durch.</translation>
    </message>
    <message>
        <source>Proxy {proxy} can&apos;t be found.</source>
        <translation>Der Proxy {proxy} ist nicht zu finden.</translation>
    </message>
    <message>
        <source>Proxy {proxy} requires a user name and password.</source>
        <translation>Der Proxy {proxy} will eine Anmeldung.</translation>
    </message>
    <message>
        <source>AWS tools take the quotes as part of the value.</source>
        <translation>Die Anführungszeichen gehören für AWS-Werkzeuge zum Wert.</translation>
    </message>
    <message>
        <source>SSO Tray&apos;s registration for “{session}” has expired.</source>
        <translation>Die Registrierung für „{session}“ ist abgelaufen.</translation>
    </message>
    <message>
        <source>The rest of the policy applies, and your own settings are used otherwise.</source>
        <translation>Das Übrige gilt, und alles andere geht mit Ihren eigenen Einstellungen weiter.</translation>
    </message>
    <message>
        <source>The role&apos;s keys aren&apos;t available yet.</source>
        <translation>Die Schlüssel der Rolle sind noch nicht da.</translation>
    </message>
    <message>
        <source>Couldn&apos;t list the roles in {named} and {more} more.</source>
        <translation>Die Rollen von {named} und {more} weiteren ließen sich nicht auflisten.</translation>
    </message>
    <message>
        <source>Couldn&apos;t list the roles in {named}.</source>
        <translation>Die Rollen von {named} ließen sich nicht auflisten.</translation>
    </message>
    <message>
        <source>{session}: session ended at {clock}</source>
        <translation>Die Sitzung bei {session} endete um {clock}</translation>
    </message>
    <message>
        <source>It ends at about {clock}.</source>
        <translation>Die Sitzung endet etwa um {clock}.</translation>
    </message>
    <message>
        <source>It ends at {clock}.</source>
        <translation>Die Sitzung endet um {clock}.</translation>
    </message>
    <message>
        <source>The session will expire on its own. To end it now, sign out in the access portal.</source>
        <translation>Die Sitzung endet später von selbst, oder melden Sie sich im Zugriffsportal ab.</translation>
    </message>
    <message>
        <source>The session has ended.</source>
        <translation>Die Sitzung ist zu Ende.</translation>
    </message>
    <message>
        <source>The sign-in is still being renewed.</source>
        <translation>Die Anmeldung wird noch erneuert.</translation>
    </message>
    <message>
        <source>The sign-in page returned an error: {word}.</source>
        <translation>Die Anmeldeseite antwortete: {word}.</translation>
    </message>
    <message>
        <source>The sign-in was cancelled.</source>
        <translation>Die Anmeldung wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The sign-in was denied in the browser.</source>
        <translation>Die Anmeldung wurde im Browser abgelehnt.</translation>
    </message>
    <message>
        <source>The sign-in timed out.</source>
        <translation>Die Anmeldung wurde nicht rechtzeitig abgeschlossen.</translation>
    </message>
    <message>
        <source>The start URL contains a space or line break.</source>
        <translation>In der Start-URL steht ein Leerzeichen oder ein Zeilenumbruch.</translation>
    </message>
    <message>
        <source>The start URL is incomplete.</source>
        <translation>Die Start-URL ist nicht vollständig.</translation>
    </message>
    <message>
        <source>Default browser</source>
        <translation>Die Wahl des Systems</translation>
    </message>
    <message>
        <source>Time&apos;s up for {profile}, but its keys are still there</source>
        <translation>Die Zeit für {profile} ist um, aber seine Schlüssel sind noch da</translation>
    </message>
    <message>
        <source>Its time limit is up. {profile} has no role now.</source>
        <translation>Die Zeit, die ihre Regel erlaubt, ist um; {profile} hat jetzt keine Rolle.</translation>
    </message>
    <message>
        <source>{key} has a comment after its value.</source>
        <translation>Hinter dem Wert von {key} steht eine Bemerkung.</translation>
    </message>
    <message>
        <source>{key} has quotes around its value.</source>
        <translation>Der Wert von {key} steht in Anführungszeichen.</translation>
    </message>
    <message>
        <source>Can&apos;t write {name} for {where}.</source>
        <translation>Der Wert von {name} lässt sich nicht für {where} schreiben.</translation>
    </message>
    <message>
        <source>Connection to AWS</source>
        <translation>Der Weg zu AWS</translation>
    </message>
    <message>
        <source>Then use it with: {command}</source>
        <translation>Aufruf dann mit: {command}</translation>
    </message>
    <message>
        <source>Available: {names}.</source>
        <translation>Es gibt: {names}.</translation>
    </message>
    <message>
        <source>No home folder found.</source>
        <translation>Es gibt keinen Heimatordner.</translation>
    </message>
    <message>
        <source>No keyring found on this computer.</source>
        <translation>Auf diesem Rechner gibt es keinen Schlüsselbund.</translation>
    </message>
    <message>
        <source>No administrator policy.</source>
        <translation>Hier gibt es keine Richtlinie einer Administration.</translation>
    </message>
    <message>
        <source>No access portal is set up yet, so no endpoints were checked.</source>
        <translation>Es gibt noch keine sso-session, deren Endpunkte zu erreichen wären.</translation>
    </message>
    <message>
        <source>No access portal is set up yet.</source>
        <translation>Es ist noch kein Zugriffsportal eingerichtet.</translation>
    </message>
    <message>
        <source>No sso-session named {session}.</source>
        <translation>Es gibt keine sso-session {session}.</translation>
    </message>
    <message>
        <source>Enter your start URL.</source>
        <translation>Es gibt noch keine Start-URL.</translation>
    </message>
    <message>
        <source>No route to {host}.</source>
        <translation>Es führt kein Weg zu {host}.</translation>
    </message>
    <message>
        <source>{path} doesn&apos;t exist.</source>
        <translation>{path} gibt es nicht.</translation>
    </message>
    <message>
        <source>Temporary keys don&apos;t last that long. Every call with this profile fails{by_default}.</source>
        <translation>Sie sind vorläufig, und die Datei ist älter, als solche Schlüssel leben. Jeder Aufruf mit diesem Profil scheitert{by_default}.</translation>
    </message>
    <message>
        <source>They belong to an IAM user and override the config file{by_default}.</source>
        <translation>Sie gehören einem IAM-Benutzer und gewinnen gegen das, was die config-Datei sagt{by_default}.</translation>
    </message>
    <message>
        <source>They were removed from {names} as well.</source>
        <translation>Sie wurden auch aus {names} entfernt.</translation>
    </message>
    <message>
        <source>They override every profile, so the role you choose isn&apos;t used here. {where}</source>
        <translation>Sie gewinnen gegen jedes Profil; die Rolle, die Sie wählen, wird hier also nicht benutzt. {where}</translation>
    </message>
    <message>
        <source>This change would alter [{header}] in {path}, line {line}, for AWS tools.</source>
        <translation>Diese Änderung würde [{header}] in {path}, Zeile {line}, für AWS-Werkzeuge verändern.</translation>
    </message>
    <message>
        <source>This desktop doesn&apos;t show tray icons.</source>
        <translation>Dieser Desktop zeigt keine Symbole im Infobereich.</translation>
    </message>
    <message>
        <source>This isn&apos;t a web address.</source>
        <translation>Das ist keine Webadresse.</translation>
    </message>
    <message>
        <source>This is {what}, not your access portal&apos;s start URL.</source>
        <translation>Das ist {what}, nicht die Start-URL des Zugriffsportals.</translation>
    </message>
    <message>
        <source>This computer is offline, or a VPN is interfering.</source>
        <translation>Dieser Rechner hat kein Netz, oder ein VPN ist im Weg.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is {time} {side} AWS&apos;s.</source>
        <translation>Die Uhr dieses Rechners geht {time} {side}.</translation>
    </message>
    <message>
        <source>You don&apos;t have access to this role.</source>
        <translation>Diese Rolle ist Ihnen nicht zugewiesen.</translation>
    </message>
    <message>
        <source>This sign-in must be renewed first.</source>
        <translation>Diese Anmeldung muss zuerst erneuert werden.</translation>
    </message>
    <message>
        <source>This sign-in wouldn&apos;t be saved.</source>
        <translation>Diese Anmeldung würde nicht gespeichert.</translation>
    </message>
    <message>
        <source>Your system trusts that issuer, but AWS tools use their own list and refuse the connection.</source>
        <translation>Dieses System vertraut dem Aussteller, aber die AWS-Werkzeuge bringen eigene Zertifizierungsstellen mit und lehnen die Verbindung ab.</translation>
    </message>
    <message>
        <source>Thu</source>
        <translation>Do.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Too many programs are using the endpoint.</source>
        <translation>Zu viele Programme benutzen den Endpunkt.</translation>
    </message>
    <message>
        <source>Tools built on the Rust SDK reject it, and others fail if the two differ.</source>
        <translation>Werkzeuge auf dem Rust-SDK lehnen es ab, und andere brechen ab, wo sich die beiden unterscheiden.</translation>
    </message>
    <message>
        <source>Tools expect http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT.</source>
        <translation>Werkzeuge erwarten http://HOST:PORT oder http://USER:PASSWORD@HOST:PORT.</translation>
    </message>
    <message>
        <source>Tools get keys</source>
        <translation>Schlüssel bekommen</translation>
    </message>
    <message>
        <source>Tools only support http:// and https:// proxies.</source>
        <translation>Werkzeuge kennen nur http://- und https://-Proxys.</translation>
    </message>
    <message>
        <source>Tools started here see no profiles, and don&apos;t say why.</source>
        <translation>Werkzeuge, die hier gestartet werden, sehen keine Profile und sagen nichts über den Grund.</translation>
    </message>
    <message>
        <source>Tools use that role before they read the AWS files.</source>
        <translation>Werkzeuge nehmen diese Rolle, bevor sie in die AWS-Dateien sehen.</translation>
    </message>
    <message>
        <source>Tools apply DEFAULT to every profile. Choose another name.</source>
        <translation>Werkzeuge nehmen, was unter DEFAULT steht, für jedes Profil. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Tools that find no keys in the default profile ask there and get its role.</source>
        <translation>Werkzeuge, die im Profil default keine Schlüssel finden, fragen dort und bekommen dessen Rolle.</translation>
    </message>
    <message>
        <source>Tools that use AWS_CA_BUNDLE can&apos;t reach AWS. No proxy is inspecting connections here.</source>
        <translation>Werkzeuge, die AWS_CA_BUNDLE beachten, erreichen AWS nicht; niemand untersucht hier Verbindungen.</translation>
    </message>
    <message>
        <source>Tools that use it can&apos;t connect to AWS.</source>
        <translation>Werkzeuge, die es beachten, bekommen keine Verbindung zu AWS.</translation>
    </message>
    <message>
        <source>Tools use these keys and never run credential_process, whatever role you chose.</source>
        <translation>Werkzeuge nehmen die Schlüssel und starten den Prozess nie, welche Rolle Sie dort auch wählen.</translation>
    </message>
    <message>
        <source>Tray</source>
        <translation>Infobereich</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>Try again, and answer in the SSO Tray window.</source>
        <translation>Versuchen Sie es noch einmal und antworten Sie im Fenster von SSO Tray.</translation>
    </message>
    <message>
        <source>Try again, or sign in again.</source>
        <translation>Versuchen Sie es noch einmal, oder melden Sie sich neu an.</translation>
    </message>
    <message>
        <source>Try again, or use: sso-tray exec without --endpoint</source>
        <translation>Versuchen Sie es noch einmal, oder benutzen Sie: sso-tray exec ohne --endpoint</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Try again. If that doesn&apos;t help, restart SSO Tray.</source>
        <translation>Versuchen Sie es noch einmal. Hilft das nicht, starten Sie SSO Tray neu.</translation>
    </message>
    <message>
        <source>Try again. If it keeps happening, report it with: sso-tray doctor --bundle</source>
        <translation>Versuchen Sie es noch einmal. Bleibt es so, melden Sie es mit: sso-tray doctor --bundle</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>Demo ausprobieren</translation>
    </message>
    <message>
        <source>Use the portal link instead, or renew the role&apos;s keys.</source>
        <translation>Versuchen Sie den Link des Portals, oder holen Sie neue Schlüssel für die Rolle.</translation>
    </message>
    <message>
        <source>Tue</source>
        <translation>Di.</translation>
    </message>
    <message>
        <source>Turn on “Use KWallet for the Secret Service interface” in Plasma&apos;s System Settings, under KDE Wallet</source>
        <translation>Schalten Sie in den Systemeinstellungen von Plasma unter „KDE-Passwortspeicher“ die Verwendung von KWallet für die Secret-Service-Schnittstelle ein</translation>
    </message>
    <message>
        <source>Two accounts share the alias {alias}. Change one of them.</source>
        <translation>Zwei Konten haben den Alias {alias}. Ändern Sie einen.</translation>
    </message>
    <message>
        <source>Conflicting profiles</source>
        <translation>Widersprüchliche Profile</translation>
    </message>
    <message>
        <source>Unlock it and sign in again, or keep the sign-in {memory}</source>
        <translation>Öffnen Sie ihn und melden Sie sich neu an, oder behalten Sie die Anmeldung {memory}</translation>
    </message>
    <message>
        <source>Unlock it.</source>
        <translation>Öffnen Sie ihn.</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Until it&apos;s fixed, every role asks before it is used. Tell your administrator.</source>
        <translation>Bis das berichtigt ist, fragt jede Rolle, bevor sie benutzt wird. Sagen Sie es Ihrer Administration.</translation>
    </message>
    <message>
        <source>Allow until released</source>
        <translation>Erlauben, bis die Rolle nicht mehr verwendet wird</translation>
    </message>
    <message>
        <source>Until you fix it and restart SSO Tray, every role asks before it&apos;s used, tokens stay in memory only, and other settings use their defaults.</source>
        <translation>Bis Sie das beheben und SSO Tray neu starten, fragt jede Rolle vor der Verwendung nach, Token bleiben nur im Arbeitsspeicher, und alle anderen Einstellungen haben ihren Standardwert.</translation>
    </message>
    <message>
        <source>Until you fix it and restart SSO Tray, every role asks before it&apos;s used.</source>
        <translation>Bis Sie das beheben und SSO Tray neu starten, fragt jede Rolle vor der Verwendung nach.</translation>
    </message>
    <message>
        <source>Until you fix it and restart SSO Tray, tokens stay in memory only.</source>
        <translation>Bis Sie das beheben und SSO Tray neu starten, bleiben Token nur im Arbeitsspeicher.</translation>
    </message>
    <message>
        <source>Update it when convenient.</source>
        <translation>Aktualisieren Sie sie, wenn es Ihnen passt.</translation>
    </message>
    <message>
        <source>Update to SSO Tray {version}…</source>
        <translation>Auf SSO Tray {version} aktualisieren…</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Benutzen</translation>
    </message>
    <message>
        <source>Use a code instead</source>
        <translation>Stattdessen einen Code benutzen</translation>
    </message>
    <message>
        <source>Use a role as “{chosen}”, or unset {variable}.</source>
        <translation>Benutzen Sie eine Rolle für das Profil „{chosen}“, oder entfernen Sie {variable}.</translation>
    </message>
    <message>
        <source>Use as profile…</source>
        <translation>Als Profil verwenden…</translation>
    </message>
    <message>
        <source>Use up to 120 letters, digits and . _ / @ + : - only. Some tools don&apos;t accept other characters.</source>
        <translation>Nur Buchstaben, Ziffern und . _ / @ + : -, höchstens 120; manche Werkzeuge lesen keine anderen.</translation>
    </message>
    <message>
        <source>Use {fields}.</source>
        <translation>Benutzen Sie {fields}.</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Roles and keys</source>
        <translation>Rollen und Schlüssel</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>Violett</translation>
    </message>
    <message>
        <source>Wait for it to finish, or start SSO Tray so that commands can run side by side.</source>
        <translation>Warten Sie auf sein Ende, oder starten Sie das Tray-Programm: Dann laufen Befehle nebeneinander.</translation>
    </message>
    <message>
        <source>Web identity</source>
        <translation>Web-Identität</translation>
    </message>
    <message>
        <source>Wed</source>
        <translation>Mi.</translation>
    </message>
    <message>
        <source>Connect to AWS</source>
        <translation>Mit AWS verbinden</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>Export what is shown as CSV or JSON</source>
        <translation>Angezeigtes als CSV oder JSON exportieren</translation>
    </message>
    <message>
        <source>The program it would start doesn&apos;t exist: {program}.</source>
        <translation>Was gestartet würde, gibt es nicht: {program}.</translation>
    </message>
    <message>
        <source>Another user&apos;s program (uid {uid}) is listening at {address}.</source>
        <translation>Was an {address} lauscht, gehört einem anderen Benutzer (UID {uid}).</translation>
    </message>
    <message>
        <source>This file controls which programs your AWS tools run.</source>
        <translation>Was dort steht, bestimmt, welche Programme Ihre AWS-Werkzeuge starten, und als wer.</translation>
    </message>
    <message>
        <source>Couldn&apos;t restore what was set aside for {profile} in {path}.</source>
        <translation>Was für {profile} beiseitegelegt war, ließ sich in {path} nicht zurücklegen.</translation>
    </message>
    <message>
        <source>The value for {name} isn&apos;t a single line of text.</source>
        <translation>Was unter {name} stehen sollte, hat mehr als eine Zeile oder ist kein Text.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Which access portal?</source>
        <translation>Welches Zugriffsportal?</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Open windows change after a restart.</source>
        <translation>Offene Fenster ändern sich nach einem Neustart.</translation>
    </message>
    <message>
        <source>Comma-separated, as in console URLs. They appear under each role&apos;s “Open console”.</source>
        <translation>Mit Kommas, so wie sie in den Adressen der Konsole stehen. Im Menü stehen sie bei jeder Rolle unter „Konsole öffnen“.</translation>
    </message>
    <message>
        <source>Works with every tool, and inside containers.</source>
        <translation>Funktioniert mit jedem Werkzeug, auch in Containern.</translation>
    </message>
    <message>
        <source>Change it to [profile {header}], or remove the section.</source>
        <translation>Schreiben Sie [profile {header}], oder entfernen Sie den Abschnitt.</translation>
    </message>
    <message>
        <source>Change it to [{header}].</source>
        <translation>Schreiben Sie [{header}].</translation>
    </message>
    <message>
        <source>Change it to [{name}].</source>
        <translation>Schreiben Sie [{name}].</translation>
    </message>
    <message>
        <source>Put a = between the name and its value, or remove the line</source>
        <translation>Schreiben Sie ein = zwischen Name und Wert, oder entfernen Sie die Zeile</translation>
    </message>
    <message>
        <source>Enter a service such as cloudwatch, or a URL starting with https://</source>
        <translation>Schreiben Sie einen Dienst wie cloudwatch oder eine Adresse mit https://</translation>
    </message>
    <message>
        <source>Enter a whole number from 1 to 100.</source>
        <translation>Schreiben Sie eine ganze Zahl von 1 bis 100.</translation>
    </message>
    <message>
        <source>Change https:// to http://.</source>
        <translation>Schreiben Sie http:// statt https:// davor.</translation>
    </message>
    <message>
        <source>Use http://HOST:PORT.</source>
        <translation>Schreiben Sie http://HOST:PORT.</translation>
    </message>
    <message>
        <source>Enter services separated by commas, such as: s3, ec2</source>
        <translation>Schreiben Sie Dienste mit Kommas, etwa: s3, ec2</translation>
    </message>
    <message>
        <source>Percent-encode special characters in the user name and password (@ becomes %40).</source>
        <translation>Schreiben Sie Sonderzeichen in Benutzer und Passwort als %40 und dergleichen.</translation>
    </message>
    <message>
        <source>Use the full path in {name}: ~ isn&apos;t expanded there.</source>
        <translation>Schreiben Sie in {name} den ganzen Pfad: ~ wird dort nicht ersetzt.</translation>
    </message>
    <message>
        <source>Rewrite {name} in that form.</source>
        <translation>Schreiben Sie {name} in dieser Form.</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>Use this protected role?</source>
        <translation>Diese geschützte Rolle verwenden?</translation>
    </message>
    <message>
        <source>Signed in to {name}</source>
        <translation>Bei {name} angemeldet</translation>
    </message>
    <message>
        <source>You have no role in account {account_id}.</source>
        <translation>Sie haben keine Rolle im Konto {account_id}.</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Managed by your administrator: {what}.</source>
        <translation>Von Ihrer Administration festgelegt: {what}.</translation>
    </message>
    <message>
        <source>Managed by your administrator: {what} ({value}).</source>
        <translation>Von Ihrer Administration festgelegt: {what} ({value}).</translation>
    </message>
    <message>
        <source>Your group</source>
        <translation>Ihre Gruppe</translation>
    </message>
    <message>
        <source>Couldn&apos;t read your settings.</source>
        <translation>Ihre Einstellungen konnten nicht gelesen werden.</translation>
    </message>
    <message>
        <source>[profile {name}] has its own {twice}, so it was left unchanged.</source>
        <translation>[profile {name}] hat ein eigenes {twice} und bleibt.</translation>
    </message>
    <message>
        <source>[profile {name}] was edited by hand, so it was left unchanged.</source>
        <translation>[profile {name}] wurde von Hand geändert und bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>[protected]</source>
        <translation>[geschützt]</translation>
    </message>
    <message>
        <source>[sso-session {name}] on line {line} has no {missing}.</source>
        <translation>[sso-session {name}] in Zeile {line} hat kein {missing}.</translation>
    </message>
    <message>
        <source>[sso-session {name}]: “{region}” on line {line} isn&apos;t a region. AWS tools take comments and quotes as part of the value.</source>
        <translation>[sso-session {name}]: „{region}“ in Zeile {line} ist keine Region. Eine Bemerkung oder Anführungszeichen gehören zum Wert.</translation>
    </message>
    <message>
        <source>[{header}] has spaces next to its brackets.</source>
        <translation>[{header}] hat Leerzeichen an den Klammern.</translation>
    </message>
    <message>
        <source>[{header}] on line {line} belongs to a different access portal.</source>
        <translation>[{header}] in Zeile {line} führt zu einem anderen Portal.</translation>
    </message>
    <message>
        <source>Most tools ignore [{header}] in the config file.</source>
        <translation>[{header}] in der config-Datei ist für die meisten Werkzeuge kein Profil.</translation>
    </message>
    <message>
        <source>[{header}] in the credentials file doesn&apos;t define profile “{name}”.</source>
        <translation>[{header}] in der credentials-Datei ist kein Profil „{name}“.</translation>
    </message>
    <message>
        <source>[{header}] is repeated (first on line {first})</source>
        <translation>[{header}] steht hier noch einmal, zuerst in Zeile {first}</translation>
    </message>
    <message>
        <source>as .env file</source>
        <translation>als .env-Datei</translation>
    </message>
    <message>
        <source>a brace isn&apos;t closed</source>
        <translation>eine Klammer ist nicht geschlossen</translation>
    </message>
    <message>
        <source>a value in the token file isn&apos;t text</source>
        <translation>ein Eintrag der Token-Datei ist kein Text</translation>
    </message>
    <message>
        <source>it was written by a newer version of SSO Tray</source>
        <translation>eine neuere Version von SSO Tray hat die Datei geschrieben</translation>
    </message>
    <message>
        <source>a page of the AWS website</source>
        <translation>eine Seite der AWS-Website</translation>
    </message>
    <message>
        <source>a program</source>
        <translation>ein Programm</translation>
    </message>
    <message>
        <source>an unknown program</source>
        <translation>ein unbekanntes Programm</translation>
    </message>
    <message>
        <source>a credential_process command</source>
        <translation>einem Programm, das Anmeldedaten ausgibt</translation>
    </message>
    <message>
        <source>a role assumed from another profile</source>
        <translation>einer Rolle, die von einem anderen Profil aus angenommen wird</translation>
    </message>
    <message>
        <source>an AWS CLI sign-in</source>
        <translation>einer Anmeldung der AWS CLI</translation>
    </message>
    <message>
        <source>a time in the token file isn&apos;t valid</source>
        <translation>eine Zeit der Token-Datei ist nicht zu verstehen</translation>
    </message>
    <message>
        <source>a web identity</source>
        <translation>einer Web-Identität</translation>
    </message>
    <message>
        <source>about {time}</source>
        <translation>etwa {time}</translation>
    </message>
    <message>
        <source>added here</source>
        <translation>hier hinzugefügt</translation>
    </message>
    <message>
        <source>ahead of</source>
        <translation>gegenüber AWS vor</translation>
    </message>
    <message>
        <source>every profile would get the same name</source>
        <translation>alle Profile hätten denselben Namen</translation>
    </message>
    <message>
        <source>an AWS sign-in page</source>
        <translation>eine AWS-Anmeldeseite</translation>
    </message>
    <message>
        <source>an address of the AWS console</source>
        <translation>eine Adresse der AWS-Konsole</translation>
    </message>
    <message>
        <source>an address for programs</source>
        <translation>eine Adresse, die Programme benutzen, nicht die des Portals</translation>
    </message>
    <message>
        <source>another account (its ID is set there)</source>
        <translation>einem anderen Konto, dessen Nummer dort steht</translation>
    </message>
    <message>
        <source>asks before use</source>
        <translation>fragt vor der Verwendung</translation>
    </message>
    <message>
        <source>asks for each program</source>
        <translation>fragt bei jedem Programm</translation>
    </message>
    <message>
        <source>bash and zsh</source>
        <translation>bash und zsh</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>gegenüber AWS nach</translation>
    </message>
    <message>
        <source>being removed…</source>
        <translation>wird entfernt…</translation>
    </message>
    <message>
        <source>lines below “{key} =” must be “name = value”, or AWS tools reject the whole file</source>
        <translation>unter „{key} =“ muss jede Zeile „Name = Wert“ sein, sonst lehnen AWS-Werkzeuge die ganze Datei ab</translation>
    </message>
    <message>
        <source>by an unnamed issuer</source>
        <translation>von jemandem ohne Namen</translation>
    </message>
    <message>
        <source>via AWS CLI</source>
        <translation>über die AWS CLI</translation>
    </message>
    <message>
        <source>by “{issuer}”</source>
        <translation>von „{issuer}“</translation>
    </message>
    <message>
        <source>ca_bundle of profile “{name}”</source>
        <translation>ca_bundle des Profils „{name}“</translation>
    </message>
    <message>
        <source>changed by another program</source>
        <translation>von einem anderen Programm geändert</translation>
    </message>
    <message>
        <source>console, copy or terminal</source>
        <translation>Konsole, Kopie, Terminal</translation>
    </message>
    <message>
        <source>container {name}</source>
        <translation>Container {name}</translation>
    </message>
    <message>
        <source>couldn&apos;t be removed</source>
        <translation>ließ sich nicht entfernen</translation>
    </message>
    <message>
        <source>credentials file</source>
        <translation>credentials-Datei</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>zu Ende</translation>
    </message>
    <message>
        <source>endpoint_url in the config file sends requests to {address}.</source>
        <translation>endpoint_url in der Konfigurationsdatei schickt Aufrufe an {address}.</translation>
    </message>
    <message>
        <source>Detected automatically</source>
        <translation>Wird automatisch erkannt</translation>
    </message>
    <message>
        <source>from an SSO profile in ~/.aws/config</source>
        <translation>aus einem SSO-Profil in ~/.aws/config</translation>
    </message>
    <message>
        <source>from ~/.aws/config</source>
        <translation>aus ~/.aws/config</translation>
    </message>
    <message>
        <source>get keys for the role</source>
        <translation>Schlüssel für die Rolle holen</translation>
    </message>
    <message>
        <source>getting keys…</source>
        <translation>Schlüssel werden geholt…</translation>
    </message>
    <message>
        <source>protected</source>
        <translation>geschützt</translation>
    </message>
    <message>
        <source>how to sign in</source>
        <translation>wie angemeldet wird</translation>
    </message>
    <message>
        <source>how tools get keys</source>
        <translation>wie Werkzeuge Schlüssel bekommen</translation>
    </message>
    <message>
        <source>in memory only, until SSO Tray quits.</source>
        <translation>nur im Arbeitsspeicher: Dann ist sie fort, wenn SSO Tray endet.</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>in Benutzung</translation>
    </message>
    <message>
        <source>in {directory}</source>
        <translation>in {directory}</translation>
    </message>
    <message>
        <source>it can&apos;t be read</source>
        <translation>sie ist nicht zu lesen</translation>
    </message>
    <message>
        <source>it can&apos;t be read ({reason})</source>
        <translation>sie ist nicht zu lesen ({reason})</translation>
    </message>
    <message>
        <source>it contains no PEM certificates</source>
        <translation>sie enthält keine Zertifikate im PEM-Format</translation>
    </message>
    <message>
        <source>it is locked</source>
        <translation>er ist verschlossen</translation>
    </message>
    <message>
        <source>it&apos;s a folder</source>
        <translation>es ist ein Ordner</translation>
    </message>
    <message>
        <source>it&apos;s empty</source>
        <translation>die Angabe ist leer</translation>
    </message>
    <message>
        <source>its profile</source>
        <translation>seinem Profil</translation>
    </message>
    <message>
        <source>its profile “{title}”</source>
        <translation>seinem Profil „{title}“</translation>
    </message>
    <message>
        <source>its values are nested too deep</source>
        <translation>die Werte sind zu tief verschachtelt</translation>
    </message>
    <message>
        <source>its dialog was dismissed</source>
        <translation>sein Fenster wurde geschlossen</translation>
    </message>
    <message>
        <source>keep you signed in</source>
        <translation>Anmeldung erneuern</translation>
    </message>
    <message>
        <source>keys expired</source>
        <translation>Schlüssel abgelaufen</translation>
    </message>
    <message>
        <source>keys provided</source>
        <translation>Schlüssel bereitgestellt</translation>
    </message>
    <message>
        <source>keys added by hand or by another tool</source>
        <translation>Schlüsseln, die von Hand oder von einem anderen Werkzeug dort stehen</translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation>weniger als eine Minute</translation>
    </message>
    <message>
        <source>list the accounts</source>
        <translation>Konten auflisten</translation>
    </message>
    <message>
        <source>list the roles</source>
        <translation>Rollen auflisten</translation>
    </message>
    <message>
        <source>locked must be a list of settings</source>
        <translation>locked muss eine Liste von Einstellungen sein</translation>
    </message>
    <message>
        <source>locked: “{each}” isn&apos;t a setting</source>
        <translation>locked: „{each}“ ist keine Einstellung</translation>
    </message>
    <message>
        <source>about to end</source>
        <translation>endet gleich</translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation>braucht Aufmerksamkeit</translation>
    </message>
    <message>
        <source>couldn&apos;t get keys for {subject}</source>
        <translation>keine Schlüssel für {subject}</translation>
    </message>
    <message>
        <source>nothing on this computer</source>
        <translation>niemand hier</translation>
    </message>
    <message>
        <source>not even the file you set</source>
        <translation>auch die Datei nicht, die Sie nennen,</translation>
    </message>
    <message>
        <source>on demand</source>
        <translation>auf Abruf</translation>
    </message>
    <message>
        <source>open</source>
        <translation>öffnen</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>angeheftet</translation>
    </message>
    <message>
        <source>profile {profile}</source>
        <translation>Profil {profile}</translation>
    </message>
    <message>
        <source>read</source>
        <translation>die Anmeldung lesen</translation>
    </message>
    <message>
        <source>denied</source>
        <translation>verweigert</translation>
    </message>
    <message>
        <source>start the sign-in</source>
        <translation>die Anmeldung beginnen</translation>
    </message>
    <message>
        <source>remove</source>
        <translation>die Anmeldung entfernen</translation>
    </message>
    <message>
        <source>renewing…</source>
        <translation>wird erneuert…</translation>
    </message>
    <message>
        <source>role in use</source>
        <translation>Rolle in Benutzung</translation>
    </message>
    <message>
        <source>session ended</source>
        <translation>Sitzung zu Ende</translation>
    </message>
    <message>
        <source>sign in</source>
        <translation>anmelden</translation>
    </message>
    <message>
        <source>sign out</source>
        <translation>abmelden</translation>
    </message>
    <message>
        <source>signed in</source>
        <translation>angemeldet</translation>
    </message>
    <message>
        <source>signed out</source>
        <translation>abgemeldet</translation>
    </message>
    <message>
        <source>signing in…</source>
        <translation>Anmeldung läuft…</translation>
    </message>
    <message>
        <source>sso-tray command</source>
        <translation>Befehl sso-tray</translation>
    </message>
    <message>
        <source>start a sign-in with a code</source>
        <translation>eine Anmeldung mit Code beginnen</translation>
    </message>
    <message>
        <source>started by {parent}</source>
        <translation>gestartet von {parent}</translation>
    </message>
    <message>
        <source>store</source>
        <translation>die Anmeldung aufheben</translation>
    </message>
    <message>
        <source>byte {byte} isn&apos;t UTF-8, so AWS tools reject the whole file</source>
        <translation>das Byte {byte} ist kein UTF-8, und AWS-Werkzeuge lehnen deshalb die ganze Datei ab</translation>
    </message>
    <message>
        <source>the demo</source>
        <translation>die Demo</translation>
    </message>
    <message>
        <source>the file starts with an invisible byte order mark, which AWS tools can&apos;t read</source>
        <translation>die Datei beginnt mit einer unsichtbaren Bytereihenfolge-Markierung, die AWS-Werkzeuge ablehnen</translation>
    </message>
    <message>
        <source>the link is broken</source>
        <translation>der Link führt ins Leere</translation>
    </message>
    <message>
        <source>names wouldn&apos;t show which role a profile has: {field} is missing</source>
        <translation>die Namen würden nicht sagen, welche Rolle ein Profil hat: {field} fehlt</translation>
    </message>
    <message>
        <source>the settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>user {uid}</source>
        <translation>Benutzer {uid}</translation>
    </message>
    <message>
        <source>this isn&apos;t a [section], &apos;key = value&apos; or comment</source>
        <translation>das ist kein [Abschnitt], kein „Schlüssel = Wert“ und kein Kommentar</translation>
    </message>
    <message>
        <source>the file isn&apos;t valid TOML: {words}</source>
        <translation>das ist kein TOML: {words}</translation>
    </message>
    <message>
        <source>the file isn&apos;t UTF-8</source>
        <translation>das ist kein UTF-8</translation>
    </message>
    <message>
        <source>the top level isn&apos;t a dictionary</source>
        <translation>das ist kein Dictionary</translation>
    </message>
    <message>
        <source>the file isn&apos;t a property list</source>
        <translation>das ist keine Property List</translation>
    </message>
    <message>
        <source>this isn&apos;t UTF-8</source>
        <translation>das ist kein UTF-8</translation>
    </message>
    <message>
        <source>this isn&apos;t UTF-8 text (it&apos;s UTF-16, or has zero bytes)</source>
        <translation>das ist kein UTF-8-Text (sondern UTF-16, oder mit Nullbytes)</translation>
    </message>
    <message>
        <source>this comes before the first [section]</source>
        <translation>das steht vor jedem [Abschnitt]</translation>
    </message>
    <message>
        <source>today {clock}</source>
        <translation>heute {clock}</translation>
    </message>
    <message>
        <source>retrying soon</source>
        <translation>wird gleich erneut versucht</translation>
    </message>
    <message>
        <source>until {clock}</source>
        <translation>bis {clock}</translation>
    </message>
    <message>
        <source>until {time}</source>
        <translation>bis {time}</translation>
    </message>
    <message>
        <source>sign in to continue</source>
        <translation>zum Fortfahren anmelden</translation>
    </message>
    <message>
        <source>the console&apos;s start page and browser</source>
        <translation>Startseite und Browser der Konsole</translation>
    </message>
    <message>
        <source>the console link type</source>
        <translation>Art des Konsolenlinks</translation>
    </message>
    <message>
        <source>the list of access portals</source>
        <translation>die Liste der Zugriffsportale</translation>
    </message>
    <message>
        <source>yesterday {clock}</source>
        <translation>gestern {clock}</translation>
    </message>
    <message>
        <source>you</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>{begin} to {end}</source>
        <translation>{begin} bis {end}</translation>
    </message>
    <message>
        <source>{command} couldn&apos;t open the page (exit code {status}).</source>
        <translation>{command} konnte keine Seite öffnen (Status {status}).</translation>
    </message>
    <message>
        <source>{command} didn&apos;t start: {why}.</source>
        <translation>{command} startete nicht: {why}.</translation>
    </message>
    <message>
        <source>{command} didn&apos;t open a window (exit code {status}).</source>
        <translation>{command} öffnete kein Fenster (Status {status}).</translation>
    </message>
    <message numerus="yes">
        <source>{count:,} accounts</source>
        <translation>
            <numerusform>{count:,} Konto</numerusform>
            <numerusform>{count:,} Konten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count:,} events</source>
        <translation>
            <numerusform>{count:,} Ereignis</numerusform>
            <numerusform>{count:,} Ereignisse</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Exported {count:,} events to {path}.</source>
        <translation>
            <numerusform>{count:,} Ereignis nach {path} exportiert.</numerusform>
            <numerusform>{count:,} Ereignisse nach {path} exportiert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count:,} more waiting</source>
        <translation>
            <numerusform>{count:,} weitere Frage wartet</numerusform>
            <numerusform>{count:,} weitere Fragen warten</numerusform>
        </translation>
    </message>
    <message>
        <source>{count:,} more: type to find them</source>
        <translation>{count:,} weitere: tippen, um sie zu finden</translation>
    </message>
    <message numerus="yes">
        <source>{count:,} roles</source>
        <translation>
            <numerusform>{count:,} Rolle</numerusform>
            <numerusform>{count:,} Rollen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} days</source>
        <translation>
            <numerusform>{count} Tag</numerusform>
            <numerusform>{count} Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>{count} mehr</translation>
    </message>
    <message>
        <source>{count} more messages</source>
        <translation>{count} weitere Meldungen</translation>
    </message>
    <message numerus="yes">
        <source>{count} suggestions</source>
        <translation>
            <numerusform>{count} Hinweis</numerusform>
            <numerusform>{count} Hinweise</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} times, {times}: {subject}, by {names}</source>
        <translation>{count}-mal, {times}: {subject}, von {names}</translation>
    </message>
    <message numerus="yes">
        <source>{count} problems</source>
        <translation>
            <numerusform>{count} Problem</numerusform>
            <numerusform>{count} Probleme</numerusform>
        </translation>
    </message>
    <message>
        <source>{days} d</source>
        <translation>{days} T</translation>
    </message>
    <message>
        <source>{directory} belongs to another user (uid {owner}).</source>
        <translation>{directory} gehört einem anderen Benutzer (UID {owner}).</translation>
    </message>
    <message>
        <source>{directory} is a link or a file, not a folder.</source>
        <translation>{directory} ist kein Ordner, sondern eine Verknüpfung oder Datei.</translation>
    </message>
    <message>
        <source>{endpoint} isn&apos;t a service address.</source>
        <translation>{endpoint} ist keine Adresse eines Dienstes.</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first} bis {last}</translation>
    </message>
    <message>
        <source>{found:,} of {count:,} roles</source>
        <translation>{found:,} von {count:,} Rollen</translation>
    </message>
    <message>
        <source>{host} responds{by}.</source>
        <translation>{host} antwortet{by}.</translation>
    </message>
    <message>
        <source>{host} doesn&apos;t respond.</source>
        <translation>{host} antwortet nicht.</translation>
    </message>
    <message numerus="yes">
        <source>{count:,} checks passed</source>
        <translation>
            <numerusform>{count:,} Prüfung bestanden</numerusform>
            <numerusform>{count:,} Prüfungen bestanden</numerusform>
        </translation>
    </message>
    <message>
        <source>{host} can&apos;t be found.</source>
        <translation>{host} ist nicht zu finden.</translation>
    </message>
    <message>
        <source>{host} refuses connections.</source>
        <translation>{host} lehnt Verbindungen ab.</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} h</translation>
    </message>
    <message>
        <source>{how}, or keep sign-ins in memory only.</source>
        <translation>{how}, oder behalten Sie Anmeldungen nur im Arbeitsspeicher.</translation>
    </message>
    <message>
        <source>{key} is repeated (first on line {first})</source>
        <translation>{key} steht hier noch einmal, zuerst in Zeile {first}</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{module} isn&apos;t secure. </source>
        <translation>{module} ist keiner. </translation>
    </message>
    <message>
        <source>{named}, which contains no PEM certificates.</source>
        <translation>{named}; darin stehen keine Zertifikate in PEM-Form.</translation>
    </message>
    <message>
        <source>{named}, which is valid.</source>
        <translation>{named}; sie ist brauchbar.</translation>
    </message>
    <message>
        <source>{named}, which doesn&apos;t exist.</source>
        <translation>{named}; die gibt es nicht.</translation>
    </message>
    <message>
        <source>{named}, which is a folder.</source>
        <translation>{named}; das ist ein Ordner.</translation>
    </message>
    <message>
        <source>{named}, which can&apos;t be read (permission denied).</source>
        <translation>{named}; die darf nicht gelesen werden.</translation>
    </message>
    <message>
        <source>{names} and others</source>
        <translation>{names} und andere</translation>
    </message>
    <message>
        <source>{name} (not found)</source>
        <translation>{name} (nicht gefunden)</translation>
    </message>
    <message>
        <source>{name} and {upper} differ.</source>
        <translation>{name} und {upper} unterscheiden sich.</translation>
    </message>
    <message>
        <source>{name} as {profile}</source>
        <translation>{name} als {profile}</translation>
    </message>
    <message>
        <source>{name} requests protected roles too often.</source>
        <translation>{name} fragt zu oft nach geschützten Rollen.</translation>
    </message>
    <message>
        <source>{name} starts with https://: {address}.</source>
        <translation>{name} beginnt mit https://: {address}.</translation>
    </message>
    <message>
        <source>{name} starts with {scheme}://.</source>
        <translation>{name} beginnt mit {scheme}://.</translation>
    </message>
    <message>
        <source>{name} isn&apos;t responding.</source>
        <translation>{name} antwortet nicht.</translation>
    </message>
    <message>
        <source>{name} doesn&apos;t allow {odd}: use {wanted}.</source>
        <translation>{name} kennt {odd} nicht: Schreiben Sie {wanted}.</translation>
    </message>
    <message>
        <source>{name} contains an address range.</source>
        <translation>{name} hat einen Bereich von Adressen.</translation>
    </message>
    <message>
        <source>{name} has a {kind}:// proxy, which isn&apos;t supported.</source>
        <translation>{name} nennt einen {kind}://-Proxy; das wird nicht unterstützt.</translation>
    </message>
    <message>
        <source>{name} has an entry that tools interpret differently: {shown}.</source>
        <translation>{name} hat einen Eintrag, den Werkzeuge verschieden lesen: {shown}.</translation>
    </message>
    <message>
        <source>{name} is locked.</source>
        <translation>{name} ist verschlossen.</translation>
    </message>
    <message>
        <source>{name} isn&apos;t a valid address.</source>
        <translation>{name} ist keine Adresse.</translation>
    </message>
    <message>
        <source>{name} makes AWS calls bypass the proxy.</source>
        <translation>{name} lässt Aufrufe an AWS am Proxy vorbei.</translation>
    </message>
    <message>
        <source>{name} points to {path}.</source>
        <translation>{name} zeigt auf {path}.</translation>
    </message>
    <message>
        <source>{name} is a SOCKS proxy: {address}.</source>
        <translation>{name} nennt einen SOCKS-Proxy: {address}.</translation>
    </message>
    <message>
        <source>{name} points to {path}, which doesn&apos;t exist.</source>
        <translation>{name} zeigt auf {path}; das gibt es nicht.</translation>
    </message>
    <message>
        <source>{name} sends requests to {address}.</source>
        <translation>{name} schickt Aufrufe an {address}.</translation>
    </message>
    <message>
        <source>{name} was just denied {role}.</source>
        <translation>{name} wurde {role} gerade verweigert.</translation>
    </message>
    <message>
        <source>{name}: from {begin} to {end}, for {length}</source>
        <translation>{name}: von {begin} bis {end}, {length} lang</translation>
    </message>
    <message>
        <source>{name}: session ended</source>
        <translation>{name}: Sitzung zu Ende</translation>
    </message>
    <message>
        <source>{name}: {state} since {begin}, for {length}</source>
        <translation>{name}: {state} seit {begin}, {length} lang</translation>
    </message>
    <message>
        <source>{origin} sends this call to {address} instead of AWS: remove that setting if it isn&apos;t meant.</source>
        <translation>{origin} schickt diesen Aufruf an {address} statt an AWS: Entfernen Sie diese Einstellung, wenn das nicht gewollt ist.</translation>
    </message>
    <message>
        <source>Couldn&apos;t read certificates from {path} ({name}): {reason}.</source>
        <translation>{path} ({name}) ließ sich nicht als Zertifikate lesen: {reason}.</translation>
    </message>
    <message>
        <source>{path} belongs to another user.</source>
        <translation>{path} gehört einem anderen Benutzer.</translation>
    </message>
    <message>
        <source>{path} belongs to {owner}.</source>
        <translation>{path} gehört {owner}.</translation>
    </message>
    <message>
        <source>{path} is readable.</source>
        <translation>{path} ist lesbar.</translation>
    </message>
    <message>
        <source>{path} isn&apos;t a valid sign-in file.</source>
        <translation>{path} ist nicht als Anmeldung zu lesen.</translation>
    </message>
    <message>
        <source>Couldn&apos;t read {path}.</source>
        <translation>{path} ist nicht zu lesen.</translation>
    </message>
    <message>
        <source>Couldn&apos;t read {path}: {reason}.</source>
        <translation>{path} ist nicht zu lesen: {reason}.</translation>
    </message>
    <message>
        <source>{path} isn&apos;t valid: {reason}.</source>
        <translation>{path} ist nicht zu verstehen: {reason}.</translation>
    </message>
    <message>
        <source>{path} keeps changing.</source>
        <translation>{path} ändert sich ständig.</translation>
    </message>
    <message>
        <source>Couldn&apos;t remove {path}: {reason}.</source>
        <translation>{path} konnte nicht entfernt werden: {reason}.</translation>
    </message>
    <message>
        <source>Couldn&apos;t write {path}: {reason}.</source>
        <translation>{path} konnte nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>Couldn&apos;t set {path} aside.</source>
        <translation>{path} konnte nicht beiseitegelegt werden.</translation>
    </message>
    <message>
        <source>{path} doesn&apos;t report its version.</source>
        <translation>{path} sagt nicht, welche Version es ist.</translation>
    </message>
    <message>
        <source>{path} didn&apos;t start within a few seconds.</source>
        <translation>{path} startet nicht, oder nicht binnen einiger Sekunden.</translation>
    </message>
    <message>
        <source>{path} has no “aws sso login” and ignores many profile settings.</source>
        <translation>{path} kennt kein „aws sso login“, und vieles nicht, was in Profilen stehen darf.</translation>
    </message>
    <message>
        <source>{path} contains {variable}, which isn&apos;t set.</source>
        <translation>{path} enthält {variable}, und diese Variable ist nicht gesetzt.</translation>
    </message>
    <message>
        <source>{path} is a folder.</source>
        <translation>{path} ist ein Ordner.</translation>
    </message>
    <message>
        <source>{path} is a symbolic link that points to itself.</source>
        <translation>{path} ist ein Link, der zu sich selbst führt.</translation>
    </message>
    <message>
        <source>{path} is a link to {target}, which is read-only.</source>
        <translation>{path} ist ein Verweis auf {target}, und das ist schreibgeschützt.</translation>
    </message>
    <message>
        <source>Another SSO Tray is editing {path}.</source>
        <translation>{path} wird gerade von einem anderen SSO Tray bearbeitet.</translation>
    </message>
    <message>
        <source>{path} is larger than 4 MB.</source>
        <translation>{path} ist größer als 4 MB.</translation>
    </message>
    <message>
        <source>{path} is mounted as a single file, so it can&apos;t be replaced.</source>
        <translation>{path} ist als einzelne Datei eingehängt und lässt sich nicht ersetzen.</translation>
    </message>
    <message>
        <source>{path} isn&apos;t a file.</source>
        <translation>{path} ist keine Datei.</translation>
    </message>
    <message>
        <source>{path} isn&apos;t an AWS CLI token.</source>
        <translation>{path} ist kein Token der AWS CLI.</translation>
    </message>
    <message>
        <source>{path} is on a file system that is mounted read-only.</source>
        <translation>{path} liegt auf einem Dateisystem, das nur lesbar eingehängt ist.</translation>
    </message>
    <message>
        <source>{path} is read-only (mode {mode:o}).</source>
        <translation>{path} ist schreibgeschützt (Modus {mode:o}).</translation>
    </message>
    <message>
        <source>{path} is read-only.</source>
        <translation>{path} ist schreibgeschützt.</translation>
    </message>
    <message>
        <source>No permission to read or write {path}.</source>
        <translation>{path} darf nicht gelesen oder geschrieben werden.</translation>
    </message>
    <message>
        <source>No permission to read {path}: {reason}.</source>
        <translation>{path} darf nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>Couldn&apos;t write {path}: {reason}. Choose another folder.</source>
        <translation>{path} ließ sich nicht schreiben: {reason}. Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{path} was written by a newer version of SSO Tray, so it was left unchanged.</source>
        <translation>{path} wurde von einem neueren SSO Tray geschrieben und so gelassen.</translation>
    </message>
    <message>
        <source>{path} would become larger than 4 MB.</source>
        <translation>{path} würde größer als 4 MB.</translation>
    </message>
    <message>
        <source>{path}, line {line}</source>
        <translation>{path}, Zeile {line}</translation>
    </message>
    <message>
        <source>{path}, line {line}: {reason}.</source>
        <translation>{path}, Zeile {line}: {reason}.</translation>
    </message>
    <message>
        <source>{profile!r} isn&apos;t a valid profile name.</source>
        <translation>{profile!r} kann nicht der Name eines Profils sein.</translation>
    </message>
    <message>
        <source>{profile} isn&apos;t ready yet.</source>
        <translation>{profile} ist noch nicht bereit.</translation>
    </message>
    <message>
        <source>{program} asked for {role}, and you didn&apos;t answer in time. Run it again to be asked again.</source>
        <translation>{program} wollte {role}, und Sie haben nicht rechtzeitig geantwortet. Starten Sie es neu, um wieder gefragt zu werden.</translation>
    </message>
    <message>
        <source>Let {program} use this role?</source>
        <translation>Darf {program} diese Rolle verwenden?</translation>
    </message>
    <message>
        <source>{remedy}.</source>
        <translation>{remedy}.</translation>
    </message>
    <message>
        <source>{role} as {profile}</source>
        <translation>{role} als {profile}</translation>
    </message>
    <message>
        <source>{role} now asks for each program</source>
        <translation>{role} fragt jetzt vor jedem Programm nach</translation>
    </message>
    <message>
        <source>{role} asks for each program, but the AWS CLI&apos;s own sign-in to {session} wouldn&apos;t.</source>
        <translation>{role} fragt vor jedem Programm nach; die eigene Anmeldung der AWS CLI bei {session} täte das nicht.</translation>
    </message>
    <message>
        <source>{role} is no longer in your AWS files.</source>
        <translation>{role} steht nicht mehr in Ihren AWS-Dateien.</translation>
    </message>
    <message>
        <source>{role} is protected, and you didn&apos;t confirm in time.</source>
        <translation>{role} ist geschützt, und Sie haben nicht rechtzeitig bestätigt.</translation>
    </message>
    <message>
        <source>{role} is no longer in use</source>
        <translation>{role} wird nicht mehr verwendet</translation>
    </message>
    <message>
        <source>{session}: session ends in {left}</source>
        <translation>{session}: Sitzung endet in {left}</translation>
    </message>
    <message>
        <source>{setting} in {path}, line {line}, gives profile {profile} a different identity.</source>
        <translation>{setting} in {path}, Zeile {line}, gibt dem Profil {profile} eine andere Identität.</translation>
    </message>
    <message>
        <source>{setting} is under [DEFAULT] in {path}, line {line}, so AWS tools apply it to every profile.</source>
        <translation>{setting} steht unter [DEFAULT] in {path}, Zeile {line}: AWS-Werkzeuge verwenden es für jedes Profil.</translation>
    </message>
    <message>
        <source>See {setting} in {path}, line {line}. Nothing was changed. Choose another profile, or set the old one aside.</source>
        <translation>{setting} steht in {path}, Zeile {line}; es wurde nichts geschrieben. Wählen Sie ein anderes Profil, oder legen Sie das alte beiseite.</translation>
    </message>
    <message>
        <source>{shown}, and {more} more</source>
        <translation>{shown} und {more} weitere</translation>
    </message>
    <message>
        <source>{source} points to {path}</source>
        <translation>{source} zeigt auf {path}</translation>
    </message>
    <message>
        <source>{subject}: not checked, because {unread} couldn&apos;t be read.</source>
        <translation>{subject}: nicht geprüft, weil {unread} nicht gelesen ist.</translation>
    </message>
    <message>
        <source>{subject}: couldn&apos;t check.</source>
        <translation>{subject}: Das ließ sich nicht herausfinden.</translation>
    </message>
    <message>
        <source>{roles} in {accounts}.</source>
        <translation>{roles} in {accounts}.</translation>
    </message>
    <message>
        <source>{target} isn&apos;t a regular file.</source>
        <translation>{target} ist keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
    <message>
        <source>{title} has no containers. Only Firefox does.</source>
        <translation>{title} hat keine Container: Firefox hat welche.</translation>
    </message>
    <message>
        <source>{title} has no profile “{profile}”.</source>
        <translation>{title} hat kein Profil „{profile}“.</translation>
    </message>
    <message>
        <source>{troubles}, {notes}</source>
        <translation>{troubles}, {notes}</translation>
    </message>
    <message>
        <source>{unsafe}{how}, and sign in again. Or keep the sign-in {memory}</source>
        <translation>{unsafe}{how}, und melden Sie sich neu an. Oder behalten Sie die Anmeldung {memory}</translation>
    </message>
    <message>
        <source>{variables} is set, but there are no keys.</source>
        <translation>{variables} ist ohne Schlüssel gesetzt.</translation>
    </message>
    <message>
        <source>{variable} and {profile} are both set.</source>
        <translation>{variable} und {profile} sind beide gesetzt.</translation>
    </message>
    <message>
        <source>{variable} selects the default profile.</source>
        <translation>{variable} wählt das Profil default.</translation>
    </message>
    <message>
        <source>{variable} selects profile “{chosen}”.</source>
        <translation>{variable} wählt das Profil „{chosen}“.</translation>
    </message>
    <message>
        <source>{variable} is set but empty.</source>
        <translation>{variable} ist gesetzt, aber leer.</translation>
    </message>
    <message>
        <source>{variable} points to profile “{chosen}”, which doesn&apos;t exist.</source>
        <translation>{variable} nennt das Profil „{chosen}“, das in keiner AWS-Datei steht.</translation>
    </message>
    <message>
        <source>{weekday} {day}</source>
        <translation>{weekday} {day}.</translation>
    </message>
    <message>
        <source>{weekday} {day} {month}</source>
        <translation>{weekday} {day}. {month}</translation>
    </message>
    <message>
        <source>{who} can change {path} (mode {mode:o}).</source>
        <translation>{who} kann {path} ändern (Modus {mode:o}).</translation>
    </message>
    <message>
        <source>{who} can read {path} (mode {mode:o}).</source>
        <translation>{who} kann {path} lesen (Modus {mode:o}).</translation>
    </message>
    <message>
        <source>{who} got keys for {subject}</source>
        <translation>{who} bekam Schlüssel für {subject}</translation>
    </message>
    <message>
        <source>{who} was denied {subject}</source>
        <translation>{who} wurde {subject} verweigert</translation>
    </message>
    <message>
        <source>{who} opened a terminal as {subject}</source>
        <translation>{who} öffnete ein Terminal als {subject}</translation>
    </message>
    <message>
        <source>{who} opened the console as {subject}</source>
        <translation>{who} öffnete die Konsole als {subject}</translation>
    </message>
    <message>
        <source>{who} copied keys for {subject}</source>
        <translation>{who} kopierte Schlüssel für {subject}</translation>
    </message>
    <message>
        <source>Couldn&apos;t read {words}: {reason}.</source>
        <translation>{words} ist nicht lesbar: {reason}.</translation>
    </message>
    <message>
        <source>{words} is protected, and there is no screen to ask on.</source>
        <translation>{words} ist geschützt, und es gibt keinen Bildschirm, an dem gefragt werden kann.</translation>
    </message>
    <message>
        <source>{words} is protected, and {name} wasn&apos;t allowed to use it.</source>
        <translation>{words} ist geschützt, und {name} durfte sie nicht verwenden.</translation>
    </message>
    <message>
        <source>{words} is protected.</source>
        <translation>{words} ist geschützt.</translation>
    </message>
    <message>
        <source>{words} is protected, and nobody answered in time whether {name} may use it.</source>
        <translation>{words} ist geschützt, und niemand hat rechtzeitig gesagt, ob {name} die Rolle verwenden darf.</translation>
    </message>
    <message>
        <source>{{{field}}} isn&apos;t a known field</source>
        <translation>{{{field}}} ist nicht bekannt</translation>
    </message>
    <message>
        <source>{{{field}}} can&apos;t have “!” or “:”</source>
        <translation>{{{field}}} nimmt kein „!“ und kein „:“</translation>
    </message>
    <message>
        <source>“{issuer}” inspects TLS connections to AWS.</source>
        <translation>„{issuer}“ untersucht die verschlüsselten Verbindungen zu AWS.</translation>
    </message>
    <message>
        <source>“{name}” has long-term keys.</source>
        <translation>„{name}“ hat langlebige Schlüssel.</translation>
    </message>
    <message>
        <source>“{name}” has temporary keys that SSO Tray doesn&apos;t renew.</source>
        <translation>„{name}“ hat vorläufige Schlüssel, die SSO Tray nicht erneuert.</translation>
    </message>
    <message>
        <source>“{name}” isn&apos;t a setting{hint}</source>
        <translation>„{name}“ ist keine Einstellung{hint}</translation>
    </message>
    <message>
        <source>“{name}” appears twice in {path}: lines {first} and {line}.</source>
        <translation>„{name}“ steht zweimal in {path}: in den Zeilen {first} und {line}.</translation>
    </message>
    <message>
        <source>“{path}” isn&apos;t a setting of {name}</source>
        <translation>„{path}“ ist keine Einstellung von {name}</translation>
    </message>
</context>
</TS>
