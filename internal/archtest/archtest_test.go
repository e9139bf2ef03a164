package archtest

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the drawing of the layers in ARCHITECTURE.md")

const root = "../.."

func TestTheRepositoryKeepsTheRules(t *testing.T) {
	findings, err := Check(root, Layers)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if f.Warning {
			t.Log("warning: " + f.String())
		} else {
			t.Error(f)
		}
	}
}

func TestTheDrawingInTheDocumentIsTheLayers(t *testing.T) {
	const name = root + "/ARCHITECTURE.md"
	is, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want, err := withDrawing(string(is), Layers)
	if err != nil {
		t.Fatal(err)
	}
	if string(is) == want {
		return
	}
	if !*update {
		t.Fatalf("The drawing in ARCHITECTURE.md is not that of the layers. Run go test ./internal/archtest -update. "+
			"It should be:\n\n%s", Drawing(Layers))
	}
	if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The document is not worth much if it stops naming tests.
func TestTheHostileInputsNameTheirTests(t *testing.T) {
	text, err := os.ReadFile(root + "/" + hostileInputs)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(namedTest.FindAll(text, -1)); n < 30 {
		t.Errorf("%s names only %d tests", hostileInputs, n)
	}
}
