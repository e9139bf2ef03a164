package builderweb

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// notOfTheOfficer are settings that a draft does not set, and names that only the program uses.
var notOfTheOfficer = []string{
	"Definition.Slug", "Definition.Org", "Definition.Published", "Definition.ChangeReason", "Definition.DeclaredChanges",
	"Option.ID", "Document.ID",
}

// Those who approve a draft see every change in it: there is no setting of a definition that can be changed unseen.
func TestApproverSeesEveryChangeOfADraft(t *testing.T) {
	def := &consult.Definition{}
	fill(reflect.ValueOf(def).Elem())
	q := &def.Forms[0].Pages[0].Questions[0]
	def.Type, def.Documents[0].Kind, def.Monitoring.Questions = consult.Survey, consult.Proposal, []string{"age"}
	q.Options[0].RequireWriteIn, q.Rows[0].RequireWriteIn = false, false
	kind := (&draft.Service{QuestionSettings: QuestionSettings}).Records()[0]
	facts := func() []edit.Fact { return kind.Words(locale.For("en"), draft.ValuesOf(def)) }
	before, changes := facts(), 0
	eachLeaf(reflect.ValueOf(def).Elem(), "Definition", func(path string, leaf reflect.Value) {
		old := reflect.ValueOf(leaf.Interface())
		switch leaf.Kind() {
		case reflect.String:
			leaf.SetString(leaf.String() + "z")
		case reflect.Bool:
			leaf.SetBool(!leaf.Bool())
		case reflect.Int, reflect.Int64:
			leaf.SetInt(leaf.Int() + 1)
		default:
			t.Errorf("%s: a %s", path, leaf.Kind())
		}
		if changes++; reflect.DeepEqual(facts(), before) {
			t.Errorf("a change of %s is not shown", path)
		}
		leaf.Set(old)
	})
	if changes < 100 {
		t.Errorf("only %d settings were changed", changes)
	}
}

// fill gives everything in v a value.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(3)
	case reflect.Pointer:
		if v.Type() == reflect.TypeFor[*survey.Condition]() {
			v.Set(reflect.ValueOf(&survey.Condition{Question: "x", Answered: true}))
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i))
			}
		}
	}
}

// eachLeaf calls fn for everything in v that a draft can set.
func eachLeaf(v reflect.Value, path string, fn func(path string, leaf reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.Type() != reflect.TypeFor[*survey.Condition]() {
			eachLeaf(v.Elem(), path, fn)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachLeaf(v.Index(i), fmt.Sprintf("%s[%d]", path, i), fn)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.IsExported() && !slices.Contains(notOfTheOfficer, v.Type().Name()+"."+f.Name) {
				eachLeaf(v.Field(i), path+"."+f.Name, fn)
			}
		}
	case reflect.Map:
	default:
		fn(path, v)
	}
}
