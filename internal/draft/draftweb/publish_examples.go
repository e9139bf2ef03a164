package draftweb

import (
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

var exampleHubLink = page.Link{Text: "Back to the consultation", Href: "/staff/consultations/buses"}

var checkExamples = []checkView{
	{Title: "Getting about", Back: exampleHubLink, Counts: "Must be fixed: 1. Fix, or give a reason: 1.",
		Version: "3", CanPublish: true, Blocked: true,
		Groups: []checkGroup{
			{ID: "formative", Title: "1. Proposals are still at a formative stage",
				Description: "Say what can still change.", Findings: []findingRow{
					{
						ID:   "finding-1",
						Code: "fairness/formative",
						Text: "Say what is still open to change.",
						Href: "/staff/consultations/buses/about",
						Tag:  page.Tag{Text: "Must be fixed", Colour: "red"},
					}}},
			{ID: "adequate-time", Title: "3. People have enough time to respond",
				Description: "How long people need depends on who they are.", Findings: []findingRow{
					{
						ID:          "finding-2",
						Code:        "dates/short",
						Text:        "The consultation is open for 20 days.",
						Href:        "/staff/consultations/buses/about",
						Tag:         page.Tag{Text: "Fix, or give a reason", Colour: "yellow"},
						NeedsReason: true,
					},
					{
						ID:          "finding-3",
						Code:        "dates/summer",
						Text:        "The consultation is open during the summer holidays.",
						Href:        "/staff/consultations/buses/about",
						Tag:         page.Tag{Text: "Reason given", Colour: "blue"},
						NeedsReason: true,
						Reason:      "The grant ends in October.",
						ReasonBy:    "An officer, 2 March 2026",
					}}},
			{
				ID:          "reasons",
				Title:       "2. People have enough information to respond",
				Description: "Give reasons, documents and a contact for questions.",
				Findings: []findingRow{
					{
						ID:    "finding-4",
						Code:  "questionnaire/problem-1-1",
						Where: "Page “About you”",
						Text:  "This page has no questions. Add a question, or remove the page.",
						Href:  "/staff/consultations/buses/pages/you",
						Tag:   page.Tag{Text: "Must be fixed", Colour: "red"},
					}},
			},
			{ID: "access", Title: "Accessibility", Description: "You do not need to check colour contrast."}},
		Texts: []textRow{{"What this is about", 40, "12.5", "71", 19}, {"Document: منصوبہ", 12, "6.0", "", 8}}},
	{
		Title:      "The park",
		Back:       exampleHubLink,
		Counts:     "Must be fixed: 0. Fix, or give a reason: 0.",
		Version:    "5",
		CanPublish: true,
		Ready:      true,
		Live:       true,
		Saved:      true,
		LockedText: "3 people have responded.",
		Changes: []changeRow{
			{
				ID:       "change-1",
				Question: "use", Edition: "standard",
				Name:   "Question “Do you use the park?”",
				Pieces: edit.CompareWords("Do you uze the park?", "Do you use the park?"),
				Kind:   "wording",
				Note:   "A spelling mistake.",
			},
			{ID: "change-2", Question: "why", Edition: "standard", Name: "Question “Why not?”", Pieces: edit.CompareWords("Reason", "Why not?"),
				Error: "Select what has changed.", Kind: "meaning"},
			{
				ID:       "change-3",
				Question: "how", Edition: "standard",
				Name:         "Question “How do you get there?”",
				Pieces:       edit.CompareWords("", "How do you get there?"),
				ForcedReason: "This question is new.",
			},
			{
				ID:       "change-4",
				Question: "when", Edition: "standard",
				Name:         "Question “When?”",
				Pieces:       edit.CompareWords("When?", ""),
				ForcedReason: "This question has been removed.",
			}},
		Change: "A spelling mistake.",
	},
	{
		Title:          "The park",
		Back:           exampleHubLink,
		Problems:       []form.Problem{{Href: "#change", Say: "Enter the reason for the changes."}},
		Counts:         "Must be fixed: 0. Fix, or give a reason: 0.",
		Live:           true,
		Blocked:        true,
		BrokenPromises: []string{"You cannot change what equality monitoring answers are used for after people have responded."},
	},
	{
		Title:     "The park",
		Back:      exampleHubLink,
		Counts:    "Must be fixed: 0. Fix, or give a reason: 0.",
		Ready:     true,
		Live:      true,
		Unchanged: true,
	},
	{Title: "The park", Back: exampleHubLink, Counts: "Must be fixed: 0. Fix, or give a reason: 0.", Ready: true},
	{Title: "The park", Back: exampleHubLink, Counts: "Must be fixed: 0. Fix, or give a reason: 0.", Ready: true, CanPublish: true},
	{Title: "The park", Back: exampleHubLink, Counts: "Must be fixed: 0. Fix, or give a reason: 0.", Ready: true, CanPublish: true,
		Approval: "/staff/consultations/park/changes"},
	{Title: "The park", Back: exampleHubLink, Counts: "Must be fixed: 0. Fix, or give a reason: 0.", Ready: true, CanPublish: true,
		Approval: "/staff/consultations/park/changes", ApprovesToo: true},
	{Title: "The park", Back: exampleHubLink, Version: "3", Live: true, CanPublish: true, Ready: true,
		Approval: "/staff/consultations/park/changes", Merges: true},
}

var statusExamples = []statusView{
	{
		Title:      "The park",
		Back:       exampleHubLink,
		PublicHref: "/consultations/park",
		State:      "This consultation is open. It will close automatically on 1 April 2026 at 11:59pm.",
		Published:  true,
		Forms:      statusForms(nil, consult.Open),
		Log: []statusRow{
			{"1 March 2026 at 9am", "Opened", "", "Automatically"},
			{"2 March 2026 at 10am", "Extended until 8 April 2026 at 11:59pm", "The leaflets were late.", "An officer"},
		},
	},
	{
		Title:      "The park",
		Back:       exampleHubLink,
		PublicHref: "/consultations/park",
		State:      "This consultation closed on 1 April 2026.",
		Forms:      statusForms(nil, consult.Closed),
		Form:       form.Form{{ID: "closes-day", Error: "Closing date must be in the future."}},
	},
	{Title: "The park", Back: exampleHubLink, State: "This consultation is a draft. Check and publish it first."},
}
