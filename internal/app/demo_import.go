package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/imports"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// addDemoImport imports an invented file of responses that were collected elsewhere, with what the import guesses.
func (a *App) addDemoImport(ctx context.Context, by map[account.Role]actor.Actor) error {
	officer, service := by[account.Publisher], a.Services.imports
	f, again, err := service.Upload(ctx, officer, "mobile-library-survey.csv", strings.NewReader(demoResponses()))
	if err != nil || again {
		return err
	}
	if err := service.Save(ctx, officer, f.ID, f.Version, f.Settings, imports.Details{
		Title: "Mobile library stops", Type: consult.Survey, Channel: intake.Web, Language: "en",
		Summary: "Parish councils asked their residents which mobile library stops they use, and when the library should come.",
		By:      "Parish councils of the Wolds (invented)", With: "An online survey on another system",
		Opened: "2026-06-01", Closed: "2026-06-30", Invented: "This consultation and all its responses are invented.",
	}); err != nil {
		return err
	}
	slug, err := service.Slug(ctx, &imports.File{Details: imports.Details{Title: "Mobile library stops"}})
	if err != nil {
		return err
	}
	_, err = service.Apply(ctx, officer, f.ID, slug, f.Version+1)
	return err
}

// demoResponses returns a file of 84 invented responses, with headings like those of Citizen Space.
func demoResponses() string {
	var b strings.Builder
	b.WriteString("Response ID,Date Submitted,Your name,How often do you use the mobile library?,When should it come? - Mornings," +
		"When should it come? - Afternoons,How good are these? - The books,How good are these? - The staff,How good are these? - The hours," +
		"How many minutes do you walk to the stop?,What would you change?,Which age group are you in?\n")
	pick := func(i int, all ...string) string { return all[i%len(all)] }
	for i := range 84 {
		fmt.Fprintf(&b, "W-%d,%02d/06/2026,Invented person %d,%s,%s,%s,%s,%s,%s,%d,%s,%s\n", i+1, 1+i%30, i+1,
			pick(i*5, "Weekly", "Monthly", "Monthly", "Less often", "Never"), pick(i, "Mornings", "", "Mornings"), pick(i, "", "Afternoons"),
			pick(i, "Very good", "Good", "Good", "Fair"), pick(i*3, "Very good", "Very good", "Good"),
			pick(i*7, "Good", "Fair", "Poor", "Very poor"),
			2+i*7%27, pick(i*11, "", "A longer stop", "", "Come on market day too", "More books in large print"),
			pick(i*5, "16 to 24", "25 to 44", "45 to 64", "65 or over", "65 or over", "Prefer not to say"))
	}
	return b.String()
}
