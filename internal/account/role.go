package account

import (
	"cmp"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Role is a named set of capabilities. Package actor says which capabilities
// each role has; this package says what pages call it and who may have it.
type Role = actor.Role

// The roles, in the order in which pages list them.
const (
	Administrator   = actor.Administrator
	Publisher       = actor.Publisher
	Editor          = actor.Editor
	Analyst         = actor.Analyst
	EqualityOfficer = actor.EqualityOfficer
	HeadOfService   = actor.HeadOfService
	Councillor      = actor.Councillor
	ActionOwner     = actor.ActionOwner
	PartnerEditor   = actor.PartnerEditor
	EntryClerk      = actor.EntryClerk
	Viewer          = actor.Viewer
	Auditor         = actor.Auditor
)

// RoleInfo is what pages show about a role.
type RoleInfo struct {
	Role        Role
	Name        string  // English, a message of the interface
	Description string  // English, a message of the interface
	OrgKind     OrgKind // the kind of organisation that has the role; "" for every kind
}

// Roles describes all roles, in the order of actor.AllRoles.
var Roles = []RoleInfo{
	{
		Administrator,
		locale.Key("Administrator"),
		locale.Key(
			"Invites colleagues, assigns roles and suspends accounts. " +
				"At the council, also manages organisations, notifications and settings.",
		),
		"",
	},
	{
		Publisher,
		locale.Key("Publisher"),
		locale.Key(
			"Opens, closes and extends consultations, publishes results and decisions, " +
				"answers requests about personal data and deletes data when it is due.",
		),
		"",
	},
	{Editor, locale.Key("Editor"), locale.Key("Writes consultations, strategies and plans. Another person publishes them."), ""},
	{
		Analyst,
		locale.Key("Analyst"),
		locale.Key("Reads responses, excludes or redacts them with a reason, and exports data for analysis."),
		"",
	},
	{
		EqualityOfficer,
		locale.Key("Equality officer"),
		locale.Key(
			"Reads responses together with equality monitoring answers. " +
				"Writes evidence, strategies, actions and decisions, which another person approves.",
		),
		"",
	},
	{
		HeadOfService,
		locale.Key("Head of service"),
		locale.Key("Writes evidence, strategies, actions and decisions. Approves reports to councillors and sends them."),
		Council,
	},
	{
		Councillor,
		locale.Key("Councillor"),
		locale.Key("Receives reports and reads what people said beside what is proposed. Cannot change anything."),
		Council,
	},
	{ActionOwner, locale.Key("Action owner"), locale.Key("Reports progress on their own actions."), ""},
	{
		PartnerEditor,
		locale.Key("Partner editor"),
		locale.Key("Writes consultations for a partner organisation and reports progress on its actions."),
		Partner,
	},
	{EntryClerk, locale.Key("Entry clerk"), locale.Key("Enters responses received on paper, by phone or by letter."), ""},
	{Viewer, locale.Key("Viewer"), locale.Key("Sees what all staff can see. Cannot change anything."), ""},
	{Auditor, locale.Key("Auditor"), locale.Key("Sees who did what and who viewed what. Cannot change anything."), ""},
}

// Info returns the description of role; false for an unknown role.
func Info(role Role) (RoleInfo, bool) {
	i := slices.IndexFunc(Roles, func(info RoleInfo) bool { return info.Role == role })
	if i < 0 {
		return RoleInfo{}, false
	}
	return Roles[i], true
}

// validFor reports whether role exists and organisations of this kind have it.
func validFor(role Role, kind OrgKind) bool {
	info, ok := Info(role)
	return ok && (info.OrgKind == "" || info.OrgKind == kind)
}

// Capabilities returns the capabilities of a person with roles in an
// organisation of this kind, sorted. A role that this kind does not have adds
// nothing but actor.Staff, and a person without roles has none.
func Capabilities(kind OrgKind, roles []Role) []actor.Capability {
	if len(roles) == 0 {
		return nil
	}
	valid := []Role{Viewer} // the least any colleague has
	for _, role := range roles {
		if validFor(role, kind) {
			valid = append(valid, role)
		}
	}
	return actor.CapabilitiesOf(kind == Council, valid...)
}

// checkRoles returns roles in the order of Roles, each once. It refuses an empty
// list and roles that organisations of this kind do not have.
func checkRoles(kind OrgKind, roles []Role) (all []Role, err error) {
	for _, role := range roles {
		if !validFor(role, kind) {
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

// RolesMarkdown returns the table of roles and their capabilities in docs/roles.md.
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

// RoleNames returns the names of roles in the language of printer, with commas between.
func RoleNames(printer *locale.Printer, roles []Role) string {
	var names []string
	for _, role := range roles {
		if info, ok := Info(role); ok {
			names = append(names, printer.Say(info.Name))
		}
	}
	return strings.Join(names, ", ")
}

// RolesWith returns the names of the roles with capability c in the language of printer, with commas between.
func RolesWith(printer *locale.Printer, c actor.Capability) string {
	i := slices.IndexFunc(actor.Capabilities, func(info actor.CapabilityInfo) bool { return info.Capability == c })
	return RoleNames(printer, actor.Capabilities[i].Roles)
}
