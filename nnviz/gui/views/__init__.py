"""One view a scene, of the same name; a view is told what to show and asks for what the user wants."""
