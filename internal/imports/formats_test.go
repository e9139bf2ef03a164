package imports_test

import (
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/sheet/sheettest"
)

// The same table gives the same responses in every format.
func TestEveryFormatGivesTheSameResponses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		rows := library(60)
		var want map[string]map[string]int
		for i, file := range []string{csvOf(rows), string(sheettest.XLSX(t, rows)), string(sheettest.ODS(t, rows))} {
			f := h.upload(fmt.Sprint("file ", i), file)
			slug := fmt.Sprint("library-", i)
			if n, err := h.Apply(t.Context(), officer, f.ID, slug, 1); err != nil || n != 60 {
				t.Fatalf("%d, %v, %+v", n, err, h.try(f.ID).Problems)
			}
			n, stored := h.stored(slug)
			if i == 0 {
				want = stored
			}
			if n != 60 || len(want) < 7 || !reflect.DeepEqual(stored, want) {
				t.Errorf("format %d: %d responses: %v, want %v", i, n, stored, want)
			}
		}
	})
}

// An archive of i.AI Consult becomes responses whose counts are those of its lines.
func TestArchiveOfConsultIsImported(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		var people, texts, chosen strings.Builder
		want := map[string]map[string]int{"Do you live here?": {}, "Should the square be closed to cars?": {}}
		for i := range 50 {
			here, answer := []string{"Yes", "No", "Nearby"}[i%3], []string{"Yes, always", "At weekends"}[i%2]
			fmt.Fprintf(&people, "{\"themefinder_id\":%d,\"demographic_data\":{\"Do you live here?\":[%q]}}\n", i, here)
			fmt.Fprintf(&chosen, "{\"themefinder_id\":%d,\"options\":[%q]}\n", i, answer)
			fmt.Fprintf(&texts, "{\"themefinder_id\":%d,\"text\":\"Because of number %d\"}\n", i, i)
			want["Do you live here?"][here]++
			want["Should the square be closed to cars?"][answer]++
		}
		f := h.upload("square.zip", string(sheettest.Archive(t, "square/inputs/respondents.jsonl", people.String(),
			"square/inputs/question_part_1/question.json",
			`{"question_text":"Should the square be closed to cars?","question_number":1,"multi_choice_options":["Yes, always","At weekends"]}`,
			"square/inputs/question_part_1/responses.jsonl", texts.String(), "square/inputs/question_part_1/multi_choice.jsonl", chosen.String())))
		if n, err := h.Apply(t.Context(), officer, f.ID, "square", 1); err != nil || n != 50 {
			t.Fatalf("%d, %v", n, err)
		}
		_, stored := h.stored("square")
		for question, counts := range want {
			if !maps.Equal(stored[question], counts) {
				t.Errorf("%s: %v, want %v", question, stored[question], counts)
			}
		}
		if len(stored["Should the square be closed to cars? (comments)"]) != 50 {
			t.Errorf("texts %v", stored)
		}
	})
}
