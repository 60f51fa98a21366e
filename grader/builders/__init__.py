"""Ready assignments made from data that the project does not carry."""
