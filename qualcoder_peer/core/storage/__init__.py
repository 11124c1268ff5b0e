"""The project file: schema, engine, recorder, migrations and one repository a noun. The only SQLAlchemy."""
