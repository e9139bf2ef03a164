package actor

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"
)

func TestEveryoneHasPublicAndNothingElseWithoutARole(t *testing.T) {
	var public Actor
	if !public.May(Public) || public.May(Staff) || public.ActsFor("") || public.ActsFor(CouncilOrg) {
		t.Error("the zero actor must be a member of the public, who acts for no organisation")
	}
	if got := CapabilitiesOf(true); len(got) != 0 {
		t.Errorf("no role has the capabilities %v", got)
	}
	if got := CapabilitiesOf(true, "king"); len(got) != 0 {
		t.Errorf("an unknown role has the capabilities %v", got)
	}
}

func TestSystemActsForEveryOrganisation(t *testing.T) {
	for _, c := range AllCapabilities {
		if !System.May(c) {
			t.Errorf("the system may not %s", c)
		}
	}
	if !System.ActsFor("partner") || (Actor{Org: "partner"}).ActsFor(CouncilOrg) {
		t.Error("only the system acts for another organisation")
	}
}

// The table is what grants capabilities, so a constant that is missing from it
// would be a capability that no role can have.
func TestEveryCapabilityAndRoleIsInTheTable(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "capability.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string][]string{} // type → values of its constants
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		typ, isIdent := spec.Type.(*ast.Ident)
		value, isLiteral := spec.Values[0].(*ast.BasicLit)
		if isIdent && isLiteral {
			text, err := strconv.Unquote(value.Value)
			if err != nil {
				t.Fatal(err)
			}
			declared[typ.Name] = append(declared[typ.Name], text)
		}
		return true
	})
	if len(declared["Capability"]) < 10 || len(declared["Role"]) < 5 {
		t.Fatalf("the constants were not found: %v", declared)
	}
	for _, c := range declared["Capability"] {
		if Capability(c) != Public && !slices.Contains(AllCapabilities, Capability(c)) {
			t.Errorf("the table has no row for %q", c)
		}
	}
	for _, r := range declared["Role"] {
		if !slices.Contains(AllRoles, Role(r)) {
			t.Errorf("AllRoles lacks %q", r)
		}
	}
	for i, info := range Capabilities {
		if info.Description == "" || len(info.Roles) == 0 {
			t.Errorf("%q needs a description and at least one role", info.Capability)
		}
		if slices.Contains(AllCapabilities[:i], info.Capability) {
			t.Errorf("%q has two rows", info.Capability)
		}
		for _, r := range info.Roles {
			if !slices.Contains(AllRoles, r) {
				t.Errorf("%q is given to the unknown role %q", info.Capability, r)
			}
		}
	}
}

func TestOnlyTheCouncilOperatesTheInstallation(t *testing.T) {
	for _, ofCouncil := range []bool{true, false} {
		got := CapabilitiesOf(ofCouncil, Administrator, Viewer)
		want := []Capability{Partnership, ManagePeople, Staff}
		if ofCouncil {
			want = []Capability{Operate, Partnership, ManagePeople, Staff}
		}
		if !slices.Equal(got, want) {
			t.Errorf("of the council %t: %v, want %v", ofCouncil, got, want)
		}
	}
}
