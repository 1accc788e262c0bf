//! System lines: who came, who went, what the group is called.

use std::sync::OnceLock;

use crate::import::entry::{Change, MembershipEvent, Who};
use crate::import::text::{is_mark, plain, plain_name};

/// Lines about joining: `{B}` came, `{A}` let them in. Tried only on lines that no person wrote.
const JOINS: [&str; 62] = [
    "{B} joined using this group's invite link",
    "{B} joined using your invite",
    "{B} joined using a group link",
    "{B} joined from the community",
    "{B} joined this group via invite link",
    "{B} joined this group",
    "{B} joined",
    "{B} was added",
    "{B} were added",
    "{A} added {B}",
    "{B}使用此群组的邀请链接加入",
    "{B}使用此群组的邀请链接加入了群组",
    "{B}通过此群组的邀请链接加入",
    "{B}通过此群组的邀请链接加入了群组",
    "{B}已通过此群组的邀请链接加入",
    "{B}从社群加入",
    "{B}加入群组",
    "{B}加入了群组",
    "{A}添加了{B}",
    "{B}被添加",
    "{B}使用此群組的邀請連結加入",
    "{B}已使用此群組的邀請連結加入",
    "{B}已透過此群組的邀請連結加入",
    "{B}加入了群組",
    "{B}已加入群組",
    "{A}已新增{B}",
    "{A}新增了{B}",
    "{A}已將{B}加入群組",
    "{B} присоединился(-лась) к группе по ссылке-приглашению",
    "{B} присоединился(-ась), используя ссылку-приглашение в группу",
    "{B} присоединился по ссылке",
    "{B} вступил(а) в группу по ссылке-приглашению",
    "{A} добавил(-а) {B}",
    "{A} добавил(а) {B}",
    "{A} добавила {B}",
    "{A} добавил {B}",
    "{B} ist der Gruppe über den Einladungslink beigetreten",
    "{B} ist der Gruppe mithilfe des Einladungslinks beigetreten",
    "{B} ist dieser Gruppe über den Einladungslink beigetreten",
    "{B} ist aus der Community beigetreten",
    "{B} ist beigetreten",
    "{B} wurde hinzugefügt",
    "{B} wurdest hinzugefügt",
    "{A} hat {B} hinzugefügt",
    "{A} hast {B} hinzugefügt",
    "{B} se unió usando el enlace de invitación de este grupo",
    "{B} se unió con el enlace de invitación del grupo",
    "{B} se unió desde la comunidad",
    "{A} añadió a {B}",
    "{A} agregó a {B}",
    "Se añadió a {B}",
    "{B} entrou usando o link de convite deste grupo",
    "{B} entrou usando um link de convite",
    "{A} adicionou {B}",
    "{B} a rejoint le groupe en utilisant le lien d'invitation",
    "{B} a rejoint le groupe via le lien d'invitation",
    "{A} a ajouté {B}",
    "{B} è entrato usando il link d'invito di questo gruppo",
    "{A} ha aggiunto {B}",
    "{B} neemt nu deel via de uitnodigingslink van de groep",
    "{A} heeft {B} toegevoegd",
    "{A} menambahkan {B}",
];

/// Lines about leaving: `{B}` went, `{A}` removed them.
const LEAVES: [&str; 46] = [
    "{B} left",
    "{B} left the group",
    "{B} was removed",
    "{B} were removed",
    "{A} removed {B}",
    "{B}退出了群组",
    "{B}退出群组",
    "{B}已退出群组",
    "{B}离开了群组",
    "{B}离开",
    "{A}移除了{B}",
    "{A}将{B}移出了群组",
    "{B}已離開群組",
    "{B}離開了群組",
    "{B}退出了群組",
    "{A}已移除{B}",
    "{A}移除了{B}",
    "{A}已將{B}移除",
    "{B} вышел(-ла) из группы",
    "{B} вышел(-шла)",
    "{B} вышел(а)",
    "{B} вышла",
    "{B} вышел",
    "{B} покинул(-а) группу",
    "{B} покинул(а) группу",
    "{B} покинула группу",
    "{B} покинул группу",
    "{A} удалил(-а) {B}",
    "{A} удалил(а) {B}",
    "{A} удалила {B}",
    "{A} удалил {B}",
    "{B} hat die Gruppe verlassen",
    "{B} hast die Gruppe verlassen",
    "{A} hat {B} entfernt",
    "{A} hast {B} entfernt",
    "{B} wurde entfernt",
    "{B} salió del grupo",
    "{B} salió",
    "{A} eliminó a {B}",
    "{B} saiu",
    "{A} removeu {B}",
    "{B} a quitté le groupe",
    "{A} a supprimé {B}",
    "{B} ha abbandonato",
    "{A} ha rimosso {B}",
    "{B} heeft de groep verlaten",
];

/// Words before a quoted group name or a new subject: a line that holds one is no person's, whatever colons follow.
const NAMING: [&str; 26] = [
    " created group \"",
    " created the group \"",
    " created this group",
    " changed the subject",
    " changed the group name",
    " changed the group description",
    " changed this group's",
    " hat die Gruppe \"",
    " hat den Betreff",
    " hat den Gruppennamen",
    " creó el grupo \"",
    " cambió el asunto",
    " cambió el nombre del grupo",
    " criou o grupo \"",
    " mudou o assunto",
    " mudou o nome do grupo",
    " a créé le groupe",
    " a modifié le sujet",
    " ha creato il gruppo",
    " ha cambiato l'oggetto",
    " создал(а) группу",
    " изменил(а) тему",
    "创建了群组",
    "创建了此群组",
    "建立了此群組",
    "更改了主题",
];

/// The notice that opens every chat; some versions write it under the name of the group.
const ENCRYPTION: [&str; 12] = [
    "Messages and calls are end-to-end encrypted",
    "Messages to this group are now secured with end-to-end",
    "Messages to this chat and calls are now secured",
    "Messages you send to this group are now secured",
    "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt",
    "Los mensajes y las llamadas están cifrados de extremo a extremo",
    "As mensagens e ligações são protegidas com a criptografia",
    "Les messages et les appels sont chiffrés de bout en bout",
    "I messaggi e le chiamate sono crittografati end-to-end",
    "Сообщения и звонки защищены сквозным шифрованием",
    "消息和通话都进行端到端加密",
    "訊息和通話經端對端加密",
];

/// True when the body is the notice about encryption.
pub fn is_encryption_notice(body: &str) -> bool {
    let body = plain(body);
    ENCRYPTION.iter().any(|notice| body.starts_with(notice))
}

/// True when what stands before a colon is not a name but a sentence about the group.
pub fn is_naming(text: &str) -> bool {
    NAMING.iter().any(|words| text.contains(words))
}

/// The name that a line gives to the group, by creating or renaming it.
pub fn group_name(line: &str) -> Option<String> {
    let line = plain(line);
    if !is_naming(&line) || line.contains("description") || line.contains("icon") {
        return None;
    }
    let quotes = ['"', '“', '”', '„', '«', '»'];
    let end = line.trim_end_matches('.').strip_suffix(quotes)?;
    let start = end.rfind(quotes)?;
    let name = end[start..].trim_start_matches(quotes).trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Recognises the lines of one file; it tries the pattern that matched last before all others.
#[derive(Debug, Default)]
pub struct SystemLines {
    last: Option<(Change, usize)>,
}

impl SystemLines {
    /// What the line says of people coming and going.
    pub fn event(&mut self, line: &str) -> Option<MembershipEvent> {
        let line = plain(line);
        let line = line.trim_end_matches(['.', '。']);
        if is_naming(line) {
            return None;
        }
        if let Some((change, index)) = self.last
            && let Some(event) = apply(change, index, line)
        {
            return Some(event);
        }
        for (change, count) in [(Change::Join, JOINS.len()), (Change::Leave, LEAVES.len())] {
            for index in 0..count {
                if let Some(event) = apply(change, index, line) {
                    self.last = Some((change, index));
                    return Some(event);
                }
            }
        }
        None
    }
}

/// The name of whoever came or went by a line that says no more than that, such as `Bo: the runner left`.
pub fn mover(line: &str) -> Option<String> {
    // The ends of such lines by their last byte, longest first.
    static ENDS: OnceLock<Vec<Vec<&str>>> = OnceLock::new();
    let ends = ENDS.get_or_init(|| {
        let mut ends = vec![Vec::new(); 256];
        for end in JOINS.iter().chain(&LEAVES).filter_map(|pattern| pattern.strip_prefix("{B}")) {
            if let Some(last) = end.bytes().last() {
                ends[usize::from(last)].push(end);
            }
        }
        ends.iter_mut().for_each(|ends| ends.sort_by_key(|end| std::cmp::Reverse(end.len())));
        ends
    });
    let line = line.trim_end_matches(|letter: char| is_mark(letter) || matches!(letter, '.' | '。'));
    let end = ends.get(usize::from(line.bytes().last()?))?.iter().find(|end| line.ends_with(**end))?;
    let name = plain_name(&line[..line.len() - end.len()]).into_owned();
    (!name.is_empty()).then_some(name)
}

fn apply(change: Change, index: usize, line: &str) -> Option<MembershipEvent> {
    let pattern = match change {
        Change::Join => JOINS.get(index)?,
        Change::Leave => LEAVES.get(index)?,
    };
    let (by, who) = matched(pattern, line)?;
    // Groups are added to communities in the same words.
    if who.starts_with("this group") || who.starts_with("a community") || by.is_some_and(str::is_empty) {
        return None;
    }
    let who = if by.is_some() { people(who) } else { vec![person(who)] };
    Some(MembershipEvent { change, who, by: by.map(person) })
}

/// What stands at `{A}` and at `{B}`.
fn matched<'a>(pattern: &str, line: &'a str) -> Option<(Option<&'a str>, &'a str)> {
    let (before, after) = pattern.split_once("{B}")?;
    let (by, rest) = match before.split_once("{A}") {
        Some((_, middle)) => {
            let at = line.find(middle)?;
            (Some(line[..at].trim()), &line[at + middle.len()..])
        }
        None => (None, line.strip_prefix(before)?),
    };
    let who = rest.strip_suffix(after)?.trim();
    (!who.is_empty()).then_some((by, who))
}

/// A list of people: `Ann, Bo and Cy`.
fn people(list: &str) -> Vec<Who> {
    let mut names: Vec<&str> = list.split(", ").flat_map(|part| part.split('、')).collect();
    if let Some(last) = names.pop() {
        let joint = [" and ", " und ", " y ", " e ", " et ", " и ", " en ", "和"];
        match joint.iter().find_map(|word| last.split_once(word)) {
            Some((left, right)) => names.extend([left, right]),
            None => names.push(last),
        }
    }
    names.into_iter().filter(|name| !name.trim().is_empty()).map(person).collect()
}

fn person(name: &str) -> Who {
    const EXPORTER: [&str; 12] =
        ["You", "you", "Du", "dich", "Tú", "Te", "Você", "Vous", "Hai", "Вы", "您", "你"];
    let name = plain_name(name);
    if EXPORTER.contains(&name.as_ref()) { Who::Exporter } else { Who::Name(name.into_owned()) }
}
