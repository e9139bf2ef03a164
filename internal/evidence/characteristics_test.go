package evidence

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/equality"
)

func TestCharacteristicNamesMatchPackageEquality(t *testing.T) {
	all := append(equality.Protected("9999-12-31"), equality.Local("9999-12-31")...)
	if len(all) != len(characteristicNames) {
		t.Errorf("%d names for %d characteristics", len(characteristicNames), len(all))
	}
	for _, c := range all {
		if got := characteristicName(c).String(); got != c.Name {
			t.Errorf("%s is called %q here and %q in package equality", c.Code, got, c.Name)
		}
	}
}
