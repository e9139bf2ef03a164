package account

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
)

func TestRolesDocumentMatchesCode(t *testing.T) {
	text, err := os.ReadFile("../../docs/roles.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := RolesMarkdown(); !strings.Contains(string(text), want) {
		t.Errorf("docs/roles.md should have this table:\n%s", want)
	}
}

func TestRolesHaveLeastPrivilege(t *testing.T) {
	for _, info := range Roles {
		for _, kind := range []OrgKind{Council, Partner} {
			can := Capabilities(kind, []Role{info.Role})
			if !slices.Contains(can, actor.Staff) {
				t.Errorf("%s of a %s is not staff", info.Role, kind)
			}
			if slices.Contains(can, actor.Operate) != (info.Role == Administrator && kind == Council) {
				t.Errorf("%s of a %s: actor.Operate is wrong", info.Role, kind)
			}
		}
		// Separation of duties.
		apart := []actor.Capability{actor.ManagePeople, actor.ReadResponses, actor.Publish, actor.ReadAudit, actor.EnterResponses}
		n := 0
		for _, c := range apart {
			if slices.Contains(Capabilities(Partner, []Role{info.Role}), c) {
				n++
			}
		}
		if n > 1 {
			t.Errorf("%s has more than one of %v", info.Role, apart)
		}
	}
	for _, c := range actor.AllCapabilities {
		if !slices.ContainsFunc(Roles, func(i RoleInfo) bool {
			return slices.Contains(Capabilities(Council, []Role{i.Role}), c)
		}) {
			t.Errorf("no role has %s", c)
		}
	}
	if len(Roles) != len(actor.AllRoles) ||
		slices.ContainsFunc(Roles, func(i RoleInfo) bool { return !slices.Contains(actor.AllRoles, i.Role) }) {
		t.Error("Roles and actor.AllRoles differ")
	}
	if got := Capabilities(Council, []Role{PartnerEditor}); len(got) != 1 {
		t.Errorf("a partner editor of the council has %v", got)
	}
	if got := Capabilities(Partner, nil); got != nil {
		t.Errorf("a person without roles has %v", got)
	}
}

func TestEmailAndNameValidation(t *testing.T) {
	for typed, want := range map[string]bool{
		"officer@example.org": true, " officer@example.org ": true, "o.f-f+1@example.org": true,
		"": false, "officer": false, "a@b": false, "a@b@example.org": false, "a b@example.org": false,
		"a@example.org\r\nBcc: x@example.org": false, "\"x\" <a@example.org>": false, "a@[127.0.0.1]": false, "a@127.0.0.1": false,
		"\u200ba@example.org": false, strings.Repeat("a", 65) + "@example.org": false, "a@" + strings.Repeat("b.", 130) + "org": false,
	} {
		if _, err := CheckEmail(typed); (err == nil) != want {
			t.Errorf("%q: %v", typed, err)
		}
	}
	for _, pair := range [][2]string{
		{"Officer@Example.ORG", "officer@example.org"}, {"stra\u00dfe@example.org", "STRASSE@example.org"},
		{"caf\u00e9@example.org", "cafe\u0301@example.org"},
	} {
		if FoldCase(pair[0]) != FoldCase(pair[1]) {
			t.Errorf("%q and %q differ", pair[0], pair[1])
		}
	}
	for typed, want := range map[string]bool{
		"An officer": true, "  Siân   Ó ": true, "": false, " \t": false, "a\u202eb": false,
		strings.Repeat("x", 101): false,
	} {
		if _, err := CheckName(typed, "Enter a name."); (err == nil) != want {
			t.Errorf("name %q: %v", typed, err)
		}
	}
}
