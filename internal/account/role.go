package account

import (
	"cmp"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Role is a set of capabilities with a name that colleagues use.
type Role string

// The roles, in the order in which they are offered.
const (
	Administrator   Role = "administrator"
	Publisher       Role = "publisher"
	Editor          Role = "editor"
	Analyst         Role = "analyst"
	EqualityOfficer Role = "equality-officer"
	ActionOwner     Role = "action-owner"
	PartnerEditor   Role = "partner-editor"
	EntryClerk      Role = "entry-clerk"
	Viewer          Role = "viewer"
	Auditor         Role = "auditor"
)

// RoleInfo says what a role is for and what it is trusted with.
type RoleInfo struct {
	Role         Role
	Name         string // English, a message of the interface
	Description  string // English, a message of the interface
	Capabilities []actor.Capability
	OrgKind      OrgKind // of organisation that has it; "" for every kind
}

// Roles are all roles. Nobody is trusted with more than their work needs: who
// keeps the accounts reads no answers, who reads answers reads no names, and
// who reads the audit log changes nothing.
var Roles = []RoleInfo{
	{
		Administrator,
		locale.Key("Administrator"),
		locale.Key(
			"Invites colleagues, assigns roles and suspends accounts. At the council, also manages organisations, notifications and settings.",
		),
		[]actor.Capability{actor.ManagePeople},
		"",
	},
	{
		Publisher,
		locale.Key("Publisher"),
		locale.Key(
			"Opens, closes and extends consultations, publishes results and decisions, answers requests about personal data and deletes data when it is due.",
		),
		[]actor.Capability{actor.Draft, actor.Publish, actor.Release, actor.Decide, actor.ReadContacts, actor.ManageRetention},
		"",
	},
	{Editor, locale.Key("Editor"), locale.Key("Writes consultations, strategies and plans. Another person publishes them."),
		[]actor.Capability{actor.Draft}, ""},
	{Analyst, locale.Key("Analyst"), locale.Key("Reads responses, excludes or redacts them with a reason, and exports data for analysis."),
		[]actor.Capability{actor.ReadResponses, actor.Moderate, actor.ExportData}, ""},
	{EqualityOfficer, locale.Key("Equality officer"), locale.Key("Reads responses together with equality monitoring answers."),
		[]actor.Capability{actor.ReadResponses, actor.ReadMonitoring}, ""},
	{ActionOwner, locale.Key("Action owner"), locale.Key("Reports progress on their own actions."),
		[]actor.Capability{actor.UpdateActions}, ""},
	{
		PartnerEditor,
		locale.Key("Partner editor"),
		locale.Key("Writes consultations for a partner organisation and reports progress on its actions."),
		[]actor.Capability{actor.Draft, actor.UpdateActions},
		Partner,
	},
	{EntryClerk, locale.Key("Entry clerk"), locale.Key("Enters responses received on paper, by phone or by letter."),
		[]actor.Capability{actor.EnterResponses}, ""},
	{Viewer, locale.Key("Viewer"), locale.Key("Sees what all staff can see. Cannot change anything."),
		nil, ""},
	{Auditor, locale.Key("Auditor"), locale.Key("Sees who did what and who viewed what. Cannot change anything."),
		[]actor.Capability{actor.ReadAudit}, ""},
}

// Info returns what is known of role.
func (r Role) Info() (RoleInfo, bool) {
	i := slices.IndexFunc(Roles, func(info RoleInfo) bool { return info.Role == r })
	if i < 0 {
		return RoleInfo{}, false
	}
	return Roles[i], true
}

// Capabilities returns what somebody with roles is trusted with in an organisation of
// this kind. A role that the kind does not have gives nothing.
func Capabilities(kind OrgKind, roles []Role) []actor.Capability {
	if len(roles) == 0 {
		return nil
	}
	can := []actor.Capability{actor.Staff}
	for _, role := range roles {
		info, ok := role.Info()
		if !ok || info.OrgKind != "" && info.OrgKind != kind {
			continue
		}
		can = append(can, info.Capabilities...)
		if role == Administrator && kind == Council {
			can = append(can, actor.Operate)
		}
	}
	slices.Sort(can)
	return slices.Compact(can)
}

// checkRoles puts roles in the order of Roles, and refuses what an organisation
// of this kind does not have.
func checkRoles(kind OrgKind, roles []Role) (all []Role, err error) {
	for _, role := range roles {
		info, ok := role.Info()
		if !ok || info.OrgKind != "" && info.OrgKind != kind {
			return nil, fault.New(fault.Invalid, "Choose roles from the list.")
		}
	}
	for _, info := range Roles {
		if slices.Contains(roles, info.Role) {
			all = append(all, info.Role)
		}
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, "Choose at least one role.")
	}
	return all, nil
}

func joinRoles(roles []Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, " ")
}

func splitRoles(text string) (roles []Role) {
	for _, word := range strings.Fields(text) {
		roles = append(roles, Role(word))
	}
	return roles
}

// RolesMarkdown says in Markdown what each role is for and what it is trusted with, as
// docs/roles.md shows it.
func RolesMarkdown() string {
	var b strings.Builder
	b.WriteString("| Role | What it is for | Capabilities |\n|---|---|---|\n")
	for _, info := range Roles {
		can := Capabilities(cmp.Or(info.OrgKind, Council), []Role{info.Role})
		words := make([]string, len(can))
		for i, c := range can {
			words[i] = "`" + string(c) + "`"
			if c == actor.Operate {
				words[i] += " (council only)"
			}
		}
		b.WriteString("| " + info.Name + " | " + info.Description + " | " + strings.Join(words, ", ") + " |\n")
	}
	return b.String()
}
